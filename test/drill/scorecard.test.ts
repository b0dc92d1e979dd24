import { describe, expect, it } from '@jest/globals';
import { allMet, type Row, Scorecard } from '../../drill/scorecard.ts';
import { STORY } from '../../drill/story.ts';

const EXPECTED = [
  { name: 'held', expected: 'runs are held' },
  { name: 'woken', expected: 'the daemon is woken' },
];

describe('the scorecard', () => {
  it('lists what was not reached', () => {
    const card = new Scorecard(EXPECTED, () => {});
    card.judge('held', { met: true, observed: 'for 2.5 s' });
    expect(card.rows.map(({ met, observed }) => [met, observed])).toEqual([
      [true, 'for 2.5 s'],
      [null, 'not reached'],
    ]);
    expect(allMet(card.rows)).toBe(false);
    card.judge('woken', { met: true, observed: 'after 0.1 s' });
    expect(allMet(card.rows)).toBe(true);
  });

  it('keeps a failure, and tells each judgement that counts', () => {
    const told: Row[] = [];
    const card = new Scorecard(EXPECTED, (row) => told.push(row));
    card.judge('held', { met: false, observed: 'ran on' });
    card.judge('held', { met: true, observed: 'held later' });
    expect(card.rows[0]).toMatchObject({ met: false, observed: 'ran on' });
    expect(told).toHaveLength(1);
  });

  it('knows every name that the story uses once', () => {
    const names = STORY.flatMap((act) => act.expectations.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(() => new Scorecard(EXPECTED, () => {}).judge('nothing', { met: true, observed: '' })).toThrow(
      'no expectation nothing',
    );
  });
});
