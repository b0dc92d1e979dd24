import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
import type { AgentTokenState, AgentTokenWord } from './state.ts';

/** The word that `status` shows for the tokens of an agent. */
export function agentTokenWord(state: AgentTokenState, now: Instant): AgentTokenWord {
  if (!state.settled) return 'noToken';
  if (refusalEndsAt(state, now) !== null) return 'refused';
  return state.settled.expiresAt <= now ? 'asleep' : 'healthy';
}

/**
 * A consumer was refused with a fresh token lately: when that counts as over, unless one is refused again. Null: none was,
 * or it is over.
 */
export function refusalEndsAt(
  { refusedAt }: Pick<AgentTokenState, 'refusedAt'>,
  now: Instant,
): Instant | null {
  if (refusedAt === null || refusedAt > now + LATELY) return null;
  return now < refusedAt + LATELY ? refusedAt + LATELY : null;
}

/** Longer than a consumer waits between two tries. */
const LATELY: Milliseconds = 15 * MINUTE;
