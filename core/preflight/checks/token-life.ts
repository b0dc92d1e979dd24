import type { GrantState } from '../../grant/state.ts';
import type { Instant, Milliseconds } from '../../time.ts';

/**
 * How long the access token in force still works; 0 when it is over or a resource refused it.
 * @returns null when there is none, or its end is not known
 */
export function accessLeft(state: GrantState, now: Instant): Milliseconds | null {
  if (state.accessRefusedAt !== null) return 0;
  return state.expiresAt === null ? null : Math.max(0, state.expiresAt - now);
}

/** Can no token be had, now and until a person consents? */
export function isDead(state: GrantState, now: Instant): boolean {
  if (!state.settled) return !state.standing;
  return state.latch !== null && accessLeft(state, now) === 0;
}
