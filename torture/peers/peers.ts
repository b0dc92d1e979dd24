import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../core/time.ts';
import { buildCommandLine } from '../lab/command-line.ts';
import { GRACE, STRICT } from '../lab/policy.ts';
import { type SeededRandom, seededRandom } from '../lab/seeded-random.ts';
import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { type Contestant, ownContestant, peerContestant } from './contestant.ts';
import { installPeers, type Peer } from './install.ts';

/** The same race and the same kills for what people use, and for ours beside it. A loss of theirs fails nothing. */
export const peers: Trial = { name: 'peers', run };

async function run({ seed, rounds, brief, progress }: TrialOptions): Promise<TrialResult> {
  const tally = new Tally(`npm run torture -- --only peers --seed ${seed}`);
  const others = brief ? { reason: 'left out of the brief run' } : await installPeers();
  if ('reason' in others) {
    tally.skip('race and kills of peers', others.reason);
    return { name: 'peers', rows: tally.rows(), failures: [] };
  }
  const script = await buildCommandLine();
  for (const policy of [STRICT, GRACE]) {
    for (const peer of [undefined, ...others]) {
      const contestant = peer
        ? await peerContestant(peer, policy.settings)
        : await ownContestant(script, { policy });
      const at = { contestant, tally, words: policy.words, ours: peer === undefined };
      try {
        await race({ ...at, rounds: Math.min(RACES, rounds) });
        await kills({ ...at, rounds: Math.min(KILLS, rounds), random: seededRandom(seed) });
      } finally {
        await contestant.close();
      }
      progress(`${contestant.name}, ${policy.words}`);
    }
  }
  return { name: 'peers', rows: tally.rows(), failures: tally.failures, figures: versions(others) };
}

const PROCESSES = 50;
const RACES = 5;
const KILLS = 100;
/** Longer than it takes to start fifty processes: all of them ask before the first answer. */
const SLOW = 10 * SECOND;

interface Contest {
  readonly contestant: Contestant;
  readonly tally: Tally;
  readonly words: string;
  readonly ours: boolean;
  readonly rounds: number;
}

async function race({ contestant, tally, words, ours, rounds }: Contest): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await contestant.begin();
    contestant.server.faults.add({ kind: 'delay', milliseconds: SLOW }, PROCESSES);
    const asked = Array.from({ length: PROCESSES }, () => contestant.ask('good'));
    const answers = await Promise.all(asked.map(({ answer }) => answer));
    contestant.server.faults.clear();
    const requests = contestant.requests();
    const extra = requests.length - 1;
    const revoked = requests.some(({ outcome }) => outcome === 'familyRevoked');
    const count = (what: string, lost: boolean) => {
      const row = `${contestant.name}, ${PROCESSES} at once, ${words}: ${what}`;
      if (ours) tally.look(row, lost ? 'lost' : undefined);
      else tally.unavoidable(row, lost);
    };
    for (const answer of answers) count('processes without a token', answer === null);
    for (let number = 1; number <= requests.length; number += 1)
      count('needless exchanges', number > requests.length - extra);
    count('grants lost', revoked);
  }
}

async function kills({
  contestant,
  tally,
  words,
  ours,
  rounds,
  random,
}: Contest & { random: SeededRandom }): Promise<void> {
  await contestant.begin();
  const span = await timeOf(contestant);
  for (let round = 1; round <= rounds; round += 1) {
    const victim = contestant.ask('another');
    await pause(span * random.fraction());
    victim.kill();
    await victim.answer;
    const alive = (await contestant.ask('another').answer) !== null;
    const row = `${contestant.name}, kills, ${words}: grants lost`;
    if (ours && words === GRACE.words) tally.look(row, alive ? undefined : `round ${round}`);
    else tally.unavoidable(row, !alive);
    if (!alive) await contestant.begin();
  }
}

/** How long one process takes, so that kills fall anywhere within it. */
async function timeOf(contestant: Contestant): Promise<number> {
  const began = performance.now();
  await contestant.ask('another').answer;
  return performance.now() - began;
}

function versions(others: readonly Peer[]): Record<string, string> {
  return Object.fromEntries(others.map(({ name, version }) => [name, version]));
}
