import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import { type Instant, MINUTE } from '../time.ts';
import type { AgentTokenState, MintedToken } from './state.ts';

/** When a token is old enough to be renewed: at two thirds of its life. */
export function twoThirdsOf({ issuedAt, expiresAt }: MintedToken): Instant {
  return issuedAt + Math.floor(((expiresAt - issuedAt) * 2) / 3);
}

/**
 * When the tokens of an agent are renewed by themselves; null: not before somebody uses or asks for one. Who used none
 * for an eighth of its life, or for a minute where that is longer, is asleep: the next request is soon enough.
 */
export function agentTokenRenewAt(
  { settled, lastUsedAt }: Pick<AgentTokenState, 'settled' | 'lastUsedAt'>,
  { renew }: Pick<AgentTokenDeclaration, 'renew'>,
): Instant | null {
  if (!settled || renew === 'onUse') return null;
  const renewAt = twoThirdsOf(settled);
  const lately = Math.max(MINUTE, (settled.expiresAt - settled.issuedAt) / 8);
  const active = lastUsedAt !== null && lastUsedAt >= renewAt - lately;
  return renew === 'always' || active ? renewAt : null;
}
