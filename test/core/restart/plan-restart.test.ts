import { describe, expect, it } from '@jest/globals';
import { daemonsOfUnit } from '../../../core/restart/daemon-of-unit.ts';
import { planRestart } from '../../../core/restart/plan-restart.ts';

describe('the plan of a restart', () => {
  it('gives each unit a slot of the spread, in order, with jitter inside it', () => {
    const plan = planRestart(['a', 'b', 'c'], { atOnce: 2, spread: 30_000, fraction: () => 0.5 });
    expect(plan).toEqual({
      atOnce: 2,
      rounds: 2,
      starts: [
        { unit: 'a', notBefore: 5_000 },
        { unit: 'b', notBefore: 15_000 },
        { unit: 'c', notBefore: 25_000 },
      ],
    });
  });

  it('starts at once without a spread', () => {
    const { starts } = planRestart(['a', 'b'], { atOnce: 4, spread: 0, fraction: () => 0.9 });
    expect(starts.map(({ notBefore }) => notBefore)).toEqual([0, 0]);
  });

  it.each([
    ['jada-agent.service', 'jada-agent'],
    ['evergrant-run@port-sheet.service', 'port-sheet'],
    ['openclaw@7.service', 'openclaw'],
  ])('finds the daemon of %s', (unit, daemon) => {
    expect(daemonsOfUnit(unit)).toContain(daemon);
  });
});
