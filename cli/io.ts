import type { Readable, Writable } from 'node:stream';

/** What a command may touch of the world it was called from. Commands never read `process`. */
export interface Io {
  /** Data: what scripts read. */
  readonly stdout: Writable;
  /** Talk: progress, warnings, errors. */
  readonly stderr: Writable;
  readonly stdin: Readable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Path of the script that this process runs, for commands that start others as processes of their own. */
  readonly script: string;
  readonly workingDirectory: string;
  /** May stdout show colours? */
  readonly colour: boolean;
  /** Does a person read stdout as it comes? */
  readonly interactive: boolean;
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly interrupted: AbortSignal;
}

/** Writes a line of data. */
export function printLine(io: Io, text = ''): void {
  io.stdout.write(`${text}\n`);
}

/** Writes a line of talk. */
export function sayLine(io: Io, text = ''): void {
  io.stderr.write(`${text}\n`);
}
