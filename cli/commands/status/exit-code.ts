import { ExitCode } from '../../../core/exit-code.ts';
import { isDead, isDeadKey } from '../../../core/health.ts';
import type { StatusDocument } from '../../../core/status.ts';

/**
 * 1: a credential is dead. 2: one works and will not for long. 3: nothing can be proven, because no broker looks after
 * it or an answer was lost. 0: all is well. The gravest counts.
 */
export function statusExitCode({ broker, credentials, apiKeys }: StatusDocument): ExitCode {
  if (credentials.some(isDead) || apiKeys.some(isDeadKey)) return ExitCode.Failed;
  if ([...credentials, ...apiKeys].some(({ incident }) => incident?.severity === 'warning'))
    return ExitCode.Expiring;
  if (!broker.running || credentials.some(({ state }) => state === 'unsettled')) return ExitCode.NotProvable;
  return ExitCode.Good;
}
