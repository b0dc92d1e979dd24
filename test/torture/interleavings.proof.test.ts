import { describe, expect, it } from '@jest/globals';
import { explore, replay } from '../../torture/interleavings/explore.ts';
import { interleavings } from '../../torture/interleavings/interleavings.ts';
import { printSchedule, readSchedule } from '../../torture/interleavings/moves.ts';
import { twoBrokers } from '../../torture/interleavings/races.ts';

const BRIEFLY = { seed: 1, rounds: 1, brief: true, progress: () => {} };

it('no interleaving within the bound breaks a promise', async () => {
  const { failures, rows } = await interleavings.run(BRIEFLY);
  expect(failures).toEqual([]);
  expect(rows.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(2_000);
}, 120_000);

describe('the scheduler', () => {
  it('prints a schedule that it can read', () => {
    const text = 'a*3 b a! ~ b*12';
    expect(printSchedule(readSchedule(text))).toBe(text);
    expect(() => readSchedule('a?')).toThrow('is no move');
  });

  it('plays a schedule again to the same end', async () => {
    const race = twoBrokers('rotates with grace', 'lostAfter');
    const bound = { preemptions: 9, kills: 9, waits: 9 };
    const play = () => replay(race, { bound, schedule: 'a*5 b a! ~' });
    const [first, second] = [await play(), await play()];
    expect(printSchedule(second.moves)).toBe(printSchedule(first.moves));
    expect(second.stage.key()).toBe(first.stage.key());
  });

  it('finds what a sentinel that is told of a wrong end complains of', async () => {
    const race = twoBrokers('never rotates', 'rotated');
    const bound = { preemptions: 1, kills: 0, waits: 0 };
    const { failures, schedules } = await explore(race, { bound, judge: () => ['wrong'] });
    expect(failures).toHaveLength(schedules);
    expect(new Set(failures.map(({ schedule }) => schedule)).size).toBe(schedules);
  });
});
