import { buildCommandLine } from '../lab/command-line.ts';
import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { FakeClock } from './fake-clock.ts';
import { oneClock, type WrongClock } from './one-clock.ts';

/** Clocks of real processes, and of issuers, that are wrong, or leap. */
export const badClocks: Trial = { name: 'bad-clocks', run };

const MINUTES = 60;
const DAYS = 86_400;
const OFF = [-1 * DAYS, -10 * MINUTES, 10 * MINUTES, 1 * DAYS];

const CLOCKS: readonly WrongClock[] = [
  ...OFF.map((seconds): WrongClock => ({ kind: 'machine', seconds })),
  ...OFF.map((seconds): WrongClock => ({ kind: 'issuer', seconds })),
  ...OFF.map((seconds): WrongClock => ({ kind: 'leap', seconds })),
];

async function run({ seed, brief, progress }: TrialOptions): Promise<TrialResult> {
  const tally = new Tally(`npm run torture -- --only bad-clocks --seed ${seed}`);
  const library = await FakeClock.library();
  if (library === undefined)
    tally.skip('clocks of real processes', 'no faketime on PATH: apt install faketime');
  const possible = CLOCKS.filter(({ kind }) => kind === 'issuer' || library !== undefined);
  const chosen = brief ? possible.filter(({ seconds }) => seconds === 1 * DAYS) : possible;
  const script = await buildCommandLine();
  const queue = [...chosen];
  const worker = async () => {
    for (let clock = queue.shift(); clock; clock = queue.shift()) {
      await oneClock(clock, { script, library: library ?? '', tally, seconds: brief ? 3 : 8 });
      progress(`${clock.kind} ${clock.seconds} s`);
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return { name: 'bad-clocks', rows: tally.rows(), failures: tally.failures };
}
