/** Takes the lines that daemons write, as they come. Never waits and never fails. */
export interface LineSink {
  /** @param text one line without its end, as the daemon wrote it: it may hold secrets */
  line(daemon: string, text: string): void;
}
