import { ExitCode } from '../../../core/exit-code.ts';
import { isBroken, isDead, isDeadKey } from '../../../core/health.ts';
import type { StatusDocument } from '../../../core/status.ts';

/**
 * 1: a credential is dead. 2: one works and will not for long. 3: nothing can be proven, because no broker looks after
 * it or an answer was lost. 0: all is well. The gravest counts.
 */
export function statusExitCode(document: StatusDocument): ExitCode {
  const { broker, credentials, apiKeys, signingKeys, agentTokens } = document;
  const ours = [...signingKeys, ...agentTokens];
  if (credentials.some(isDead) || apiKeys.some(isDeadKey) || ours.some(isBroken)) return ExitCode.Failed;
  if ([...credentials, ...apiKeys, ...ours].some(({ incident }) => incident?.severity === 'warning'))
    return ExitCode.Expiring;
  if (!broker.running || credentials.some(({ state }) => state === 'unsettled')) return ExitCode.NotProvable;
  return ExitCode.Good;
}
