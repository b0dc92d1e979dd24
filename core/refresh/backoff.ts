import type { Backoff } from '../grant/state.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../time.ts';

/** What the next waiting time depends on. */
export interface BackoffInput {
  readonly previous: Backoff | null;
  readonly now: Instant;
  /** Life of the access token: a token of seconds is retried in fractions of a second, one of hours in minutes. */
  readonly life: Milliseconds;
  /** What the issuer asked for; a lower bound. */
  readonly retryAfter: Milliseconds | null;
  /** Uniform in [0, 1): drawn once and stored with the result, so that the gate can open. */
  readonly fraction: number;
}

/**
 * The next try: doubling from a fortieth of the token's life (at most 30 s) up to a sixth of it (at most 15 min),
 * of which a random half is waited, and never before the issuer's own `Retry-After` (RFC 9110 section 10.2.3).
 */
export function nextBackoff(input: BackoffInput): Backoff {
  const failures = (input.previous?.failures ?? 0) + 1;
  const first = clamp(input.life / 40, SECOND / 4, 30 * SECOND);
  const most = clamp(input.life / 6, SECOND, 15 * MINUTE);
  const span = Math.min(most, first * 2 ** (failures - 1));
  const waited = Math.round(span * (0.5 + input.fraction / 2));
  return {
    failures,
    since: input.previous?.since ?? input.now,
    until: input.now + Math.max(waited, Math.min(input.retryAfter ?? 0, MOST_BACKOFF)),
  };
}

/** An issuer may ask for patience, not for silence: a longer `Retry-After` is cut to this. */
export const MOST_BACKOFF: Milliseconds = 60 * MINUTE;

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
