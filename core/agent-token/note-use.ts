import { MINUTE } from '../time.ts';
import type { AgentTokenContext } from './context.ts';
import type { AgentTokenState } from './state.ts';
import { readAgentToken, updateAgentToken } from './update.ts';

/**
 * Notes that a consumer uses a token of this agent now: whoever serves one, or hears a consumer prove one, says so. It is
 * written at most once a minute, and once for every token.
 *
 * @returns the state after it: a token that is in use may have fallen due
 */
export async function noteUse({
  ports,
  spec,
}: {
  ports: Pick<AgentTokenContext['ports'], 'ledger' | 'clock'>;
  spec: Pick<AgentTokenContext['spec'], 'name'>;
}): Promise<AgentTokenState> {
  const now = ports.clock.now();
  const seen = await readAgentToken(ports.ledger, spec.name);
  if (isNoted(seen, now)) return seen;
  const { state } = await updateAgentToken(ports.ledger, spec.name, (state) =>
    isNoted(state, now) ? undefined : { ...state, lastUsedAt: now },
  );
  return state;
}

/** A note from the future was written before the clock was set back. */
function isNoted({ lastUsedAt, settled }: AgentTokenState, now: number): boolean {
  if (lastUsedAt === null || lastUsedAt > now + MINUTE) return false;
  return now - lastUsedAt < MINUTE && lastUsedAt >= (settled?.issuedAt ?? 0);
}
