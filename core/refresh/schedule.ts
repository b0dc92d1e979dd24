import type { Instant } from '../time.ts';

/** Jitter moves a refresh forward by up to this part of the token's life, so that many grants do not fall due at once. */
const JITTER = 0.1;

/**
 * When a token is to be refreshed: after `refreshAfter` of its life, minus jitter; in whole milliseconds, never before
 * it was issued and never after it ends. A token that has already ended is due at its end.
 */
export function refreshAtOf(token: {
  readonly issuedAt: Instant;
  /** A careful one where the issuer states none: `tokenEndOf`. */
  readonly expiresAt: Instant;
  /** Part of the life, 0 to 1. */
  readonly refreshAfter: number;
  /** Drawn once by the caller, 0 (no jitter) up to 1. */
  readonly jitterFraction: number;
}): Instant {
  const life = token.expiresAt - token.issuedAt;
  if (life <= 0) return token.expiresAt;
  // At most half the wait: a small refreshAfter must not turn into refreshing at once, again and again.
  const jitter = Math.min(JITTER, token.refreshAfter / 2) * token.jitterFraction;
  const wait = Math.floor(life * Math.min(1, token.refreshAfter - jitter));
  return token.issuedAt + Math.max(0, wait);
}
