import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';

/** Something that the declaration names and that is not as the broker takes it. */
export interface Refusal {
  /** Where in the declaration: `clients.google.credentialsFile`. */
  readonly path: string;
  readonly fault: Fault;
}

/**
 * All of them as one failure, so that nobody repairs one only to be told of the next.
 *
 * @throws Fault with the code that all share, or `CheckRefused`; nothing for an empty list
 */
export function refuseAll(refusals: readonly Refusal[]): void {
  const [first] = refusals;
  if (first === undefined) return;
  const codes = new Set(refusals.map(({ fault }) => fault.code));
  throw new Fault({
    code: codes.size === 1 ? first.fault.code : 'CheckRefused',
    message: refusals.map(({ path, fault }) => `${path}: ${fault.message}`).join('\n'),
    remedy: [...new Set(refusals.map(({ fault }) => fault.remedy))].join('\nnext: '),
    exitCode: ExitCode.Configuration,
  });
}
