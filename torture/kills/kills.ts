import { setTimeout as pause } from 'node:timers/promises';
import type { EvergrantEvent } from '../../core/event.ts';
import { SECOND } from '../../core/time.ts';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { SECRETS_IN_FILES, searchFiles } from '../lab/leaks.ts';
import { BLIND, GRACE, NEVER, STRICT } from '../lab/policy.ts';
import { type SeededRandom, seededRandom } from '../lab/seeded-random.ts';
import { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { Load } from './load.ts';
import { sentTooOften } from './sends-per-intent.ts';
import { MUST, Witness } from './witness.ts';

/** `evergrant up` is killed at moments drawn by chance while consumers ask, and looked at after each restart. */
export const kills: Trial = { name: 'kills', run };

async function run({ seed, rounds, brief, progress }: TrialOptions): Promise<TrialResult> {
  const killed = brief ? Math.min(rounds, 10) : rounds;
  const tally = new Tally(`npm run torture -- --only kills --seed ${seed} --rounds ${rounds}`);
  const random = seededRandom(seed);
  const script = await buildCommandLine();
  const lab = await Lab.start({
    policies: [GRACE, NEVER, STRICT, BLIND],
    grantsEach: brief ? 1 : 2,
    settings: { accessTokenSeconds: ACCESS_TOKEN_SECONDS },
  });
  const events: EvergrantEvent[] = [];
  try {
    events.push(...(await consentToAll(lab, script)));
    const witness = new Witness(lab, tally);
    for (let round = 1; round <= killed; round += 1) {
      events.push(...(await oneRound({ lab, script, random, witness })));
      if (round % 50 === 0) progress(`${round} of ${killed} kills`);
    }
    const up = new Evergrant({ lab, script, words: ['up', '--json'] });
    await up.answers();
    await restAndLook(lab, witness);
    await up.stop();
    events.push(...up.events);
    countSends(lab, { events, tally });
    for (const [path, found] of (await searchFiles(lab)).plain)
      tally.look(SECRETS_IN_FILES, found > 0 ? path : undefined);
  } finally {
    await lab.close();
  }
  tally.note(MUST.notLost, `${killed} kills of a broker with ${lab.grants.length} grants`);
  return { name: 'kills', rows: tally.rows(), failures: tally.failures, figures: { kills: killed } };
}

/** Short, so that grants fall due by themselves as well; an unsettled one is decided before it ends. */
const ACCESS_TOKEN_SECONDS = 3;

/** By a broker whose events are kept too: a token may fall due while the last person still consents. */
async function consentToAll(lab: Lab, script: string): Promise<readonly EvergrantEvent[]> {
  const up = new Evergrant({ lab, script, words: ['up', '--json'] });
  await up.answers();
  await lab.consentToAll(lab.running());
  await up.stop();
  return up.events;
}

/** Starts the broker, looks at what the last kill left, lets consumers ask, and kills it. */
async function oneRound(at: {
  lab: Lab;
  script: string;
  random: SeededRandom;
  witness: Witness;
}): Promise<readonly EvergrantEvent[]> {
  const { lab, script, random, witness } = at;
  const up = new Evergrant({ lab, script, words: ['up', '--json'] });
  // A kill in five hits the recovery itself.
  if (random.fraction() < 0.2) {
    await pause(150 + random.below(250));
  } else {
    await up.answers();
    await restAndLook(lab, witness);
    const load = new Load(lab);
    await pause(random.below(400));
    up.send('SIGKILL');
    await load.stop();
  }
  await up.kill();
  return up.events;
}

/** Waits until nothing is under way, then holds every grant against its issuer's record. */
async function restAndLook(lab: Lab, witness: Witness): Promise<void> {
  for (const grant of lab.grants) {
    await until(
      `${grant.name} at rest`,
      async () => {
        const before = lab.family(grant).length;
        const status = await statusOf(lab, grant.name);
        const delivered = status.deliveries.every(({ generation }) => generation === status.generation);
        const settled = ['healthy', 'consentRequired'].includes(status.state) && delivered;
        if (!settled || (status.state === 'consentRequired' && status.incident === null)) return undefined;
        // Between the two looks a token may have fallen due: then what was seen is old.
        const asleep = status.state === 'consentRequired' || (status.secondsLeft ?? 0) > 1.5;
        if (!asleep || lab.family(grant).length !== before) return undefined;
        const dead = await witness.look(grant, { status, requests: before });
        if (dead === undefined) return undefined;
        if (dead) {
          await lab.consent(lab.running(), grant);
          witness.consented(grant);
        }
        return true;
      },
      { within: 30 * SECOND },
    );
  }
}

async function statusOf(lab: Lab, name: string) {
  const { credentials } = await lab.running().status();
  const found = credentials.find((credential) => credential.name === name);
  if (!found) throw new Error(`status shows no ${name}`);
  return found;
}

function countSends(lab: Lab, { events, tally }: { events: readonly EvergrantEvent[]; tally: Tally }): void {
  for (const grant of lab.grants) {
    const { intents, broken } = sentTooOften({
      events: events.filter(({ credential }) => credential === grant.name),
      requests: lab.requests(grant),
    });
    for (let count = broken.length; count < intents; count += 1) tally.look(MUST.onceEach);
    for (const text of broken) tally.look(MUST.onceEach, `${grant.name}: ${text}`);
  }
}
