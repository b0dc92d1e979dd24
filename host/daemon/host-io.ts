/** What the program sees of the world. */
export interface HostIo {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  /** May stdout show colours? @default no */
  readonly colour?: boolean;
  readonly stderr: { write(text: string): unknown };
  /** Aborted by SIGINT and SIGTERM. */
  readonly interrupted: AbortSignal;
}
