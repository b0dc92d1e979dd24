import type { AgentTokenDeclaration } from '../config/agent-token-declaration.ts';
import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
import { agentTokenRenewAt } from './renew-at.ts';
import type { AgentTokenState } from './state.ts';
import { refusalEndsAt } from './word.ts';

/**
 * When the tokens of an agent are worth looking at again: at the next thing that falls due, and at the latest after
 * `atMost`. Whoever notes a use asks again.
 */
export function nextAgentTokenLookAt(
  state: AgentTokenState,
  look: { spec: Pick<AgentTokenDeclaration, 'renew'>; now: Instant; atMost: Milliseconds },
): Instant {
  const { now, atMost } = look;
  return Math.max(now, Math.min(now + atMost, duty(state, look)));
}

/**
 * The same, after a write, where nobody remembers but the ledger: its writer may die before it says when. What the
 * declaration says is not known here, so a look may come too early, and then says better.
 */
export function agentTokenLookAfterWrite(state: AgentTokenState, now: Instant): Instant {
  return nextAgentTokenLookAt(state, { spec: { renew: 'always' }, now, atMost: MINUTE });
}

function duty(
  state: AgentTokenState,
  { spec, now }: { spec: Pick<AgentTokenDeclaration, 'renew'>; now: Instant },
): Instant {
  const { settled, announced } = state;
  if (!settled) return spec.renew === 'always' ? 0 : Number.POSITIVE_INFINITY;
  if (announced < settled.generation) return 0;
  const alive = settled.expiresAt > now;
  const renewAt = agentTokenRenewAt(state, spec);
  return Math.min(
    // An agent that slept past the end of its token is not woken.
    renewAt !== null && (alive || spec.renew === 'always') ? renewAt : Number.POSITIVE_INFINITY,
    alive ? settled.expiresAt : Number.POSITIVE_INFINITY,
    refusalEndsAt(state, now) ?? Number.POSITIVE_INFINITY,
  );
}
