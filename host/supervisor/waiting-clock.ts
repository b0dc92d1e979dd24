import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../core/ports.ts';
import { type Instant, MINUTE } from '../../core/time.ts';

/** A clock that can be waited on and left again. */
export interface WaitingClock extends Pick<Clock, 'now'> {
  /** Settles at the instant, or when the signal aborts. Never rejects. */
  until(at: Instant, signal: AbortSignal): Promise<void>;
}

/** Waits for something, and no longer than until an instant. */
export async function waitFor(
  happening: Promise<void>,
  { until, clock }: { until: Instant; clock: WaitingClock },
): Promise<void> {
  const leave = new AbortController();
  await Promise.race([happening, clock.until(until, leave.signal)]);
  leave.abort();
}

/** Longest single timer: one that spans a suspended laptop or a corrected clock is late by no more than this. */
const SLICE = MINUTE;

/** This machine's clock. */
export const systemWaitingClock: WaitingClock = {
  now: () => Date.now(),
  until: async (at, signal) => {
    for (let left = at - Date.now(); left > 0 && !signal.aborted; left = at - Date.now()) {
      await wait(Math.min(left, SLICE), undefined, { signal }).catch(() => {});
    }
  },
};
