import { ExitCode } from '../../../core/exit-code.ts';
import { isDead } from '../../../core/health.ts';
import type { StatusDocument } from '../../../core/status.ts';

/**
 * 1: a credential is dead. 2: one works and will not for long. 3: nothing can be proven, because no broker looks after
 * it or an answer was lost. 0: all is well. The gravest counts.
 */
export function statusExitCode({ credentials }: StatusDocument, { running }: { running: boolean }): ExitCode {
  if (credentials.some(isDead)) return ExitCode.Failed;
  if (credentials.some(({ incident }) => incident?.severity === 'warning')) return ExitCode.Expiring;
  if (!running || credentials.some(({ state }) => state === 'unsettled')) return ExitCode.NotProvable;
  return ExitCode.Good;
}
