import type { AgentTokenOutcome } from '../../core/agent-token/outcome.ts';
import { NOT_MINTED } from '../../core/agent-token/renewed-token.ts';
import type { AgentTokenState } from '../../core/agent-token/state.ts';
import type { GrantView, TokenResult } from '../../core/broker.ts';
import type { Instant } from '../../core/time.ts';

/** The tokens of an agent as their followers see them, in the words of a grant. One that has expired is none. */
export function agentTokenView(
  name: string,
  { state: { settled }, now }: { state: AgentTokenState; now: Instant },
): GrantView {
  const good = settled && settled.expiresAt > now ? settled : null;
  return {
    grant: name,
    state: 'healthy',
    generation: settled?.generation ?? 0,
    fingerprint: good?.fingerprint ?? null,
    expiresAt: good?.expiresAt ?? null,
    latch: null,
    remedy: `evergrant token ${name}`,
    onDemand: true,
  };
}

/** A renewal for whoever wanted a token. */
export function servedToken(outcome: AgentTokenOutcome): TokenResult {
  if (outcome.kind === 'unavailable') return outcome;
  if (outcome.kind === 'asleep') return NOT_MINTED;
  const { accessToken, token } = outcome;
  const { expiresAt, generation, fingerprint } = token;
  return { kind: 'token', accessToken, expiresAt, generation, fingerprint };
}
