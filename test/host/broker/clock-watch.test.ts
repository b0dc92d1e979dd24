import { describe, expect, it } from '@jest/globals';
import { ClockWatch } from '../../../host/broker/clock-watch.ts';

describe('the clock watch', () => {
  it.each([
    { what: 'both clocks run alike', wall: 60_000, monotonic: 60_000, leaps: [] },
    { what: 'the wall clock is slewed a little', wall: 64_000, monotonic: 60_000, leaps: [] },
    { what: 'the wall clock is set forward', wall: 660_000, monotonic: 60_000, leaps: [600_000] },
    { what: 'the wall clock is set back', wall: -86_340_000, monotonic: 60_000, leaps: [-86_400_000] },
    { what: 'the machine slept', wall: 8 * 3_600_000, monotonic: 1_000, leaps: [8 * 3_600_000 - 1_000] },
  ])('finds what it should when $what', ({ wall, monotonic, leaps }) => {
    const clocks = { at: 0, passed: 0 };
    const seen: number[] = [];
    const watch = new ClockWatch(
      { wall: () => 1_800_000_000_000 + clocks.at, monotonic: () => clocks.passed },
      (leap) => seen.push(leap),
    );
    clocks.at = wall;
    clocks.passed = monotonic;
    watch.look();
    watch.look();
    expect(seen).toEqual(leaps);
  });
});
