import { type Instant, type Milliseconds, SECOND } from '../time.ts';

/**
 * Reads `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.
 * @param now the issuer's time, since a date is in the issuer's clock.
 * @returns null when there is none, or none that can be read.
 */
export function readRetryAfter(header: string | undefined, now: Instant): Milliseconds | null {
  const text = header?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * SECOND;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
