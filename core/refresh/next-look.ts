import type { GrantState } from '../grant/state.ts';
import type { Instant, Milliseconds } from '../time.ts';

/**
 * When a grant is worth looking at again: at the next thing that falls due, and at the latest after `atMost`, since
 * forecasts, reminders and clocks move on their own.
 */
export function nextLookAt(
  state: GrantState,
  { now, atMost }: { now: Instant; atMost: Milliseconds },
): Instant {
  return Math.min(now + atMost, Math.max(now, dueAt(state) ?? Number.POSITIVE_INFINITY));
}

/** When something falls due for a grant by itself, in the issuer's time; null: never, until somebody acts. */
export function dueAt(state: GrantState): Instant | null {
  if (state.paused || state.latch || !(state.settled || state.standing)) return null;
  if (state.settled && state.announced < state.settled.generation) return 0;
  if (state.intent) return state.intent.lost ? state.refreshAt : (state.lock?.until ?? 0);
  if (state.unsettled) return state.unsettled.retryAt ?? state.expiresAt ?? 0;
  return Math.max(state.refreshAt, state.backoff?.until ?? 0);
}
