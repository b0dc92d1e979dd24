import { ExitCode } from '../../../core/exit-code.ts';
import { isBroken, isDead, isDeadKey } from '../../../core/health.ts';
import { hostTroubles } from '../../../core/host/host-troubles.ts';
import type { StatusDocument } from '../../../core/status.ts';

/**
 * 1: a credential is dead, or a host cannot write a sink. 2: one works and will not for long, as on a host that is silent.
 * 3: nothing can be proven, because no broker looks after it, an answer was lost or a host never reported. 0: all is well. The gravest counts.
 */
export function statusExitCode(document: StatusDocument): ExitCode {
  const { broker, credentials, apiKeys, signingKeys, agentTokens, hosts } = document;
  const ours = [...signingKeys, ...agentTokens];
  const hostsAre = new Set(hosts.flatMap(hostTroubles).map(({ gravity }) => gravity));
  if (credentials.some(isDead) || apiKeys.some(isDeadKey) || ours.some(isBroken) || hostsAre.has('dead'))
    return ExitCode.Failed;
  const warned = [...credentials, ...apiKeys, ...ours].some(
    ({ incident }) => incident?.severity === 'warning',
  );
  if (warned || hostsAre.has('endsSoon')) return ExitCode.Expiring;
  if (hostsAre.has('unproven') || !broker.running || credentials.some(({ state }) => state === 'unsettled'))
    return ExitCode.NotProvable;
  return ExitCode.Good;
}
