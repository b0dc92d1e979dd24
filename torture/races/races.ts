import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { askAtOnce } from './ask-at-once.ts';
import { manyBrokers } from './many-brokers.ts';
import { sleepingBroker } from './sleeping-broker.ts';

/** Processes that want the same at once: tokens, and the right to be the broker. */
export const races: Trial = { name: 'races', run };

async function run(options: TrialOptions): Promise<TrialResult> {
  const { seed, brief, rounds } = options;
  const tally = new Tally(`npm run torture -- --only races --seed ${seed}`);
  const processes = brief ? 8 : 50;
  const times = brief ? 1 : Math.min(20, rounds);
  const parts = [
    () => askAtOnce({ broker: 'up', processes, rounds: times, tally }),
    () => askAtOnce({ broker: 'down', processes, rounds: times, tally }),
    () => manyBrokers({ brokers: brief ? 4 : 10, rounds: brief ? 1 : 10, tally }),
    () => sleepingBroker(tally),
  ];
  // Briefly they are mostly waits, and share the time.
  if (brief) await Promise.all(parts.map((part) => part()));
  else for (const part of parts) await part();
  return {
    name: 'races',
    rows: tally.rows(),
    failures: tally.failures,
    figures: { processes, rounds: times },
  };
}
