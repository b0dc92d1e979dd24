import type { Trial, TrialRow } from '../trial.ts';
import { explore } from './explore.ts';
import { judgeRace } from './judge-race.ts';
import type { Bound, Race } from './race.ts';
import { allRaces } from './races.ts';

/** Every race, within bounds that a machine can exhaust. */
export const interleavings: Trial = {
  name: 'interleavings',
  run: async ({ brief, progress }) => {
    const failures: string[] = [];
    const rows: TrialRow[] = [];
    let pruned = 0;
    for (const bound of brief ? BRIEF : FULL) {
      const tally = { schedules: 0, failed: 0, lost: 0 };
      for (const race of brief ? allRaces().filter(isTelling) : allRaces()) {
        const explored = await explore(race, { bound, judge: judgeRace });
        tally.schedules += explored.schedules;
        tally.lost += explored.lost;
        tally.failed += explored.failures.length;
        pruned += explored.pruned;
        for (const { schedule, violations } of explored.failures.slice(0, MOST_SHOWN)) {
          failures.push(
            `${nameOf(race)}: ${violations.join('; ')}\n  --replay "${nameOf(race)}: ${schedule}"`,
          );
        }
        progress(`${boundText(bound)}: ${nameOf(race)}: ${explored.schedules} schedules`);
      }
      rows.push({
        what: `schedules with ${boundText(bound)}`,
        tried: tally.schedules,
        lost: tally.failed,
        note: `${tally.lost} ended in consent, each as the protocol says`,
      });
    }
    return {
      name: 'interleavings',
      rows,
      failures,
      figures: { 'schedules cut short as seen before': pruned },
    };
  },
};

/** As `--replay` takes it: `two brokers, never rotates, lostAfter`. */
export function nameOf({ name, manners, answers }: Race): string {
  return [name, manners, ...answers].join(', ');
}

/** Waiting multiplies schedules most, for it may happen at every step: it is explored with one thing less. */
const FULL: readonly Bound[] = [
  { preemptions: 2, kills: 1, waits: 0 },
  { preemptions: 1, kills: 1, waits: 1 },
];

const BRIEF: readonly Bound[] = [
  { preemptions: 2, kills: 0, waits: 0 },
  { preemptions: 1, kills: 1, waits: 0 },
  { preemptions: 0, kills: 0, waits: 1 },
];

const MOST_SHOWN = 3;

/** The answers that differ most in what they leave behind, at the issuers that forgive least. */
function isTelling({ manners, answers }: Race): boolean {
  if (manners === 'never rotates') return false;
  return (
    answers.includes('lostAfter') || (answers.includes('rotated') && manners === 'rotates without grace')
  );
}

function boundText({ preemptions, kills, waits }: Bound): string {
  return `${preemptions} preemptions, ${kills} crashes, ${waits} waits past a lock`;
}
