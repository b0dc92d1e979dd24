import { describe, expect, it } from '@jest/globals';
import { begunOn, oneMore, startOfDay } from '../../../core/daemon/session-count.ts';
import { DAY, HOUR } from '../../../core/time.ts';

const MIDNIGHT = Date.UTC(2026, 4, 13);

describe('the sessions that a daemon began', () => {
  it('are counted within a day of UTC, and from one again on the next', () => {
    const first = oneMore(undefined, MIDNIGHT);
    const second = oneMore(first, MIDNIGHT + DAY - 1);
    expect(second).toEqual({ day: MIDNIGHT, begun: 2 });
    expect(oneMore(second, MIDNIGHT + DAY)).toEqual({ day: MIDNIGHT + DAY, begun: 1 });
  });

  it('are none on a day on which none was counted', () => {
    const count = oneMore(undefined, MIDNIGHT + HOUR);
    expect(begunOn(MIDNIGHT, count)).toBe(1);
    expect(begunOn(MIDNIGHT + DAY, count)).toBe(0);
    expect(begunOn(MIDNIGHT, undefined)).toBe(0);
    expect(startOfDay(MIDNIGHT + HOUR)).toBe(MIDNIGHT);
  });
});
