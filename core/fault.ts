import { ExitCode } from './exit-code.ts';

/** What a {@link Fault} is made of. */
export interface FaultDetails {
  /** Stable PascalCase name, for scripts and for the catalogue in docs/errors.md. */
  readonly code: string;
  /** What is wrong, for people: names what the user wrote and what was expected. Lower case, no full stop. */
  readonly message: string;
  /** The next command to type, or the change to make. */
  readonly remedy?: string;
  /** Would the same call succeed later without anybody changing anything? @default false */
  readonly retryable?: boolean;
  /** What the process exits with when this ends a command. @default ExitCode.Failed */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * The one exception of this project: something the caller cannot decide. Expected outcomes are return values.
 * The message never holds a secret or an answer's body.
 */
export class Fault extends Error {
  readonly code: string;
  readonly remedy: string | undefined;
  readonly retryable: boolean;
  readonly exitCode: ExitCode;

  constructor(details: FaultDetails) {
    super(details.message, { cause: details.cause });
    this.name = 'Fault';
    this.code = details.code;
    this.remedy = details.remedy;
    this.retryable = details.retryable ?? false;
    this.exitCode = details.exitCode ?? ExitCode.Failed;
  }
}

/** True for a {@link Fault}, also one of another copy of this package. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === 'Fault' && 'code' in error;
}
