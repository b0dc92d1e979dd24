import { describe, expect, it } from '@jest/globals';
import { badDisks } from '../../torture/disks/bad-disks.ts';
import { killPoints } from '../../torture/kill-points/kill-points.ts';
import { kills } from '../../torture/kills/kills.ts';
import { races } from '../../torture/races/races.ts';
import { secrets } from '../../torture/secrets/secrets.ts';

// Trials with a grace window or a moved clock are judged by the time that passes; they want the machine for themselves
// and run one after another in `npm run torture`.
describe('the torture rig, briefly, with real processes', () => {
  it.concurrent.each([kills, killPoints, races, badDisks, secrets])(
    '$name: nothing is lost',
    async ({ run }) => {
      const { rows, failures } = await run({ seed: 1, rounds: 6, brief: true, progress: () => undefined });
      expect(failures).toEqual([]);
      expect(rows.reduce((sum, { tried }) => sum + tried, 0)).toBeGreaterThan(0);
    },
    240_000,
  );
});
