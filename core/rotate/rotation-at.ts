import type { Instant, Milliseconds } from '../time.ts';

/**
 * When the next rotation is due: after `rotateEvery`, or up to a tenth of it earlier.
 *
 * @param when.fraction uniform in [0, 1), drawn once
 */
export function rotationAt(
  now: Instant,
  when: { readonly rotateEvery: Milliseconds; readonly fraction: number },
): Instant {
  return now + Math.round(when.rotateEvery * (1 - when.fraction * JITTER));
}

/** Keys that were made on one day must not rotate in one hour for ever. */
const JITTER = 0.1;
