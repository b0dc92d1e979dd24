import { type Instant, type Milliseconds, SECOND } from '../time.ts';

/**
 * Measures how far the issuer's clock is from ours, from the `Date` header of one answer. The header was written at
 * some moment between `sentAt` and `receivedAt` and names a whole second (RFC 9110 section 6.6.1), so that the offset
 * is known as an interval only: no wider than the round trip and one second.
 * @returns issuer's clock minus ours: 0 when the interval holds 0, else its middle; null without a readable date.
 */
export function clockOffsetOf(seen: {
  readonly date: string | undefined;
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
}): Milliseconds | null {
  const stamped = Date.parse(seen.date ?? '');
  if (Number.isNaN(stamped)) return null;
  const least = stamped - seen.receivedAt;
  const most = stamped + SECOND - seen.sentAt;
  return least <= 0 && most >= 0 ? 0 : Math.round((least + most) / 2);
}
