import { describe, expect, it } from '@jest/globals';
import { dueAfter, failuresAfter, intervalAfter } from '../../../core/daemon/ladder.ts';
import type { RunOutcome } from '../../../core/daemon/run-outcome.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { portSheet } from '../../support/daemon-spec.ts';
import { runOutcome } from '../../support/run-outcome.ts';

const keptRunning = portSheet({ schedule: { kind: 'keepRunning' } });
const everyTwoHours = portSheet({ schedule: { kind: 'every', interval: 2 * HOUR } });
const everyMinute = portSheet({ schedule: { kind: 'every', interval: MINUTE } });

describe('the interval', () => {
  it.each([
    [0, MINUTE],
    [1, MINUTE],
    [3, MINUTE],
    [4, 30 * MINUTE],
    [5, HOUR],
    [6, 4 * HOUR],
    [7, 24 * HOUR],
    [8, 24 * HOUR],
    [1_000, 24 * HOUR],
  ])('after %i failures in a row is %i ms', (failures, interval) => {
    expect(intervalAfter(failures, everyMinute)).toBe(interval);
  });

  it('is never shorter than the normal one', () => {
    expect(intervalAfter(4, everyTwoHours)).toBe(2 * HOUR);
    expect(intervalAfter(6, everyTwoHours)).toBe(4 * HOUR);
  });

  it('climbs the same ladder for a daemon that is kept running', () => {
    expect(intervalAfter(3, keptRunning)).toBe(5 * SECOND);
    expect(intervalAfter(4, keptRunning)).toBe(30 * MINUTE);
  });
});

describe('the count of failures in a row', () => {
  it.each<[RunOutcome['kind'], number]>([
    ['succeeded', 0],
    ['failed', 6],
    ['limitReached', 5],
    ['interrupted', 5],
  ])('of 5 is, after a run that %s, %i', (kind, failures) => {
    expect(failuresAfter(5, runOutcome({ kind }), portSheet())).toBe(failures);
  });

  it('starts anew when a kept-running daemon fails after ten good minutes', () => {
    const crash = (endedAt: number) => runOutcome({ kind: 'failed', startedAt: 0, endedAt });
    expect(failuresAfter(5, crash(10 * MINUTE), keptRunning)).toBe(1);
    expect(failuresAfter(5, crash(10 * MINUTE - 1), keptRunning)).toBe(6);
    expect(failuresAfter(5, crash(10 * MINUTE), portSheet())).toBe(6);
  });
});

describe('the next slot', () => {
  const run = runOutcome({ kind: 'succeeded', startedAt: 0, endedAt: 5 * MINUTE });

  it('counts the normal interval from start to start', () => {
    expect(dueAfter(run, 30 * MINUTE, portSheet())).toBe(30 * MINUTE);
  });

  it('is the end of a run that took longer than its interval', () => {
    expect(dueAfter({ ...run, endedAt: 70 * MINUTE }, 30 * MINUTE, portSheet())).toBe(70 * MINUTE);
  });

  it('counts a back-off and a restart from the end', () => {
    expect(dueAfter(run, HOUR, portSheet())).toBe(65 * MINUTE);
    expect(dueAfter(run, 5 * SECOND, keptRunning)).toBe(5 * MINUTE + 5 * SECOND);
  });

  it('is at once after an interruption', () => {
    expect(dueAfter({ ...run, kind: 'interrupted' }, HOUR, portSheet())).toBe(5 * MINUTE);
  });
});
