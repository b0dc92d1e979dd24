import { ExitCode } from '../core/exit-code.ts';
import { Fault } from '../core/fault.ts';
import { type Milliseconds, parseSpan } from '../core/time.ts';

/** The span that an option was given. @throws Fault `OptionInvalid` */
export function spanOption(option: string, text: string): Milliseconds {
  const span = parseSpan(text);
  if (span !== undefined) return span;
  throw invalid(`${option} ${text}: expected a span such as 45s, 10m or 1h30m`);
}

/** The whole number, 1 or more, that an option was given. @throws Fault `OptionInvalid` */
export function countOption(option: string, text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count) && count > 0) return count;
  throw invalid(`${option} ${text}: expected a whole number, 1 or more`);
}

function invalid(message: string): Fault {
  return new Fault({
    code: 'OptionInvalid',
    message,
    remedy: 'write it as --help shows',
    exitCode: ExitCode.Usage,
  });
}
