import { ExitCode } from '../core/exit-code.ts';
import { isFault } from '../core/fault.ts';
import { type Io, sayLine } from './io.ts';

/** Says on stderr what went wrong and what to type next; returns the exit code. */
export function reportFailure(error: unknown, io: Io): number {
  if (isFault(error)) {
    sayLine(io, `evergrant: ${error.message}`);
    if (error.remedy) sayLine(io, `next: ${error.remedy}`);
    return error.exitCode;
  }
  if (io.interrupted.aborted) return ExitCode.Interrupted;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  sayLine(io, `evergrant: unexpected ${name}: ${message}`);
  sayLine(io, 'next: this is a defect of evergrant; please report the line above and what you ran');
  return ExitCode.Failed;
}
