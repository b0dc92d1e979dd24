import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from '../../adapters/files/line-splitter.ts';

/** How long an output may stay silent after its process ended before it is given up. Milliseconds. */
const QUIET_AFTER_EXIT = 1_000;

/**
 * Passes one output of a child on to ours, byte for byte, and shows it line by line on the way. A slow reader of ours
 * slows the child down, as it would without us; a reader that went away does not stop it.
 */
export class Passage {
  /** Settles when the output was passed on, or given up. */
  readonly closed: Promise<void>;
  readonly #source: Readable;
  readonly #sink: Writable;
  #sinkGone = false;
  #processEnded = false;
  #quiet: NodeJS.Timeout | undefined;

  constructor(source: Readable, options: { sink: Writable; onLine: (line: string) => void }) {
    this.#source = source;
    this.#sink = options.sink;
    const lines = new LineSplitter(options.onLine);
    const loseSink = () => {
      this.#sinkGone = true;
      this.#goOn();
    };
    this.#sink.on('error', loseSink);
    this.#sink.on('close', loseSink);
    this.#sink.on('drain', this.#goOn);
    source.on('data', (chunk: Buffer) => {
      lines.write(chunk);
      this.#pass(chunk);
      this.#awaitQuiet();
    });
    // A broken pipe from the child is its end and nothing more; 'close' follows.
    source.on('error', () => {});
    this.closed = new Promise((resolve) => {
      source.once('close', () => {
        clearTimeout(this.#quiet);
        this.#sink.off('error', loseSink);
        this.#sink.off('close', loseSink);
        this.#sink.off('drain', this.#goOn);
        lines.end();
        resolve();
      });
    });
  }

  /**
   * The process is gone. What it wrote is still passed on; but a grandchild that kept the output open, as
   * daemons that fork do, must not keep the run from ending.
   */
  processEnded(): void {
    this.#processEnded = true;
    this.#awaitQuiet();
  }

  #pass(chunk: Buffer): void {
    if (this.#sinkGone || !this.#sink.writable) return;
    if (!this.#sink.write(chunk)) this.#source.pause();
  }

  readonly #goOn = (): void => {
    this.#source.resume();
    this.#awaitQuiet();
  };

  #awaitQuiet(): void {
    clearTimeout(this.#quiet);
    // While our own reader is slow the silence is ours, not the child's.
    if (!this.#processEnded || this.#source.isPaused() || this.#source.closed) return;
    this.#quiet = setTimeout(() => this.#source.destroy(), QUIET_AFTER_EXIT);
  }
}
