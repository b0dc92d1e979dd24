import type { Milliseconds } from '../time.ts';
import type { TokenValue } from './value.ts';

/**
 * A token with its instants by the clock of the machine that reads it. They are kept by the issuer's clock, and a
 * consumer compares them with its own.
 * @param clockOffset what the issuer's clock is ahead of that machine's
 */
export function tokenOnClock(value: TokenValue, clockOffset: Milliseconds): TokenValue {
  if (clockOffset === 0) return value;
  const { issuedAt, expiresAt } = value.access;
  return {
    ...value,
    access: {
      ...value.access,
      issuedAt: issuedAt - clockOffset,
      expiresAt: expiresAt === null ? null : expiresAt - clockOffset,
    },
  };
}
