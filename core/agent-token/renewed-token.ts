import type { RefreshResult, Unavailable } from '../broker.ts';
import type { AgentTokenOutcome } from './outcome.ts';

/** A renewal for whoever wanted another token. */
export function renewedToken(outcome: AgentTokenOutcome): RefreshResult {
  if (outcome.kind === 'unavailable') return outcome;
  if (outcome.kind === 'asleep') return NOT_MINTED;
  const { generation, fingerprint } = outcome.token;
  return { kind: outcome.kind === 'minted' ? 'refreshed' : 'fresh', generation, fingerprint };
}

/** Whoever asks wakes it, so only a tick ends so. */
export const NOT_MINTED: Unavailable = {
  kind: 'unavailable',
  reason: 'NotProjected',
  message: 'no token is in force, and none was asked for',
  remedy: 'evergrant status',
  retryable: true,
};
