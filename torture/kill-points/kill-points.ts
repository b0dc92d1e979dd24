import { Lab } from '../lab/lab.ts';
import { BLIND, GRACE, NEVER, type Policy, STRICT } from '../lab/policy.ts';
import { seededRandom } from '../lab/seeded-random.ts';
import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { afterKill } from './after-kill.ts';
import { buildDoomedCommandLine, doomedRun, type Flow } from './doomed-run.ts';
import { measureWindow } from './window.ts';

/** Every command that changes state is killed before each of its outside steps and in the middle of each written file. */
export const killPoints: Trial = { name: 'kill-points', run };

/** Names of the figures, in milliseconds. */
export const WINDOW_P50 = 'answer received to save returned, p50 ms';
export const WINDOW_P99 = 'answer received to save returned, p99 ms';

const FIRST_START: Flow = {
  name: 'first start',
  words: () => ['status', '--json'],
  consented: false,
  consents: false,
};
const CONSENT: Flow = {
  name: 'consent',
  words: (grant) => ['login', grant, '--no-browser', '--json'],
  consented: true,
  consents: true,
};
const REFRESH: Flow = {
  name: 'refresh',
  words: (grant) => ['refresh', grant],
  consented: true,
  consents: false,
};

const PLAN: readonly { flow: Flow; policy: Policy }[] = [
  { flow: FIRST_START, policy: GRACE },
  { flow: CONSENT, policy: STRICT },
  { flow: REFRESH, policy: GRACE },
  { flow: REFRESH, policy: NEVER },
  { flow: REFRESH, policy: STRICT },
  { flow: REFRESH, policy: BLIND },
];

async function run(options: TrialOptions): Promise<TrialResult> {
  const tally = new Tally(`npm run torture -- --only kill-points --seed ${options.seed}`);
  const script = await buildDoomedCommandLine();
  const figures: Record<string, number> = {};
  const plan = options.brief ? PLAN.filter(({ policy }) => policy === STRICT) : PLAN;
  // Two processors: two at a time.
  const queue = [...plan];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const points = await killEverywhere(next, { script, tally, options });
      figures[`${next.flow.name}, ${next.policy.name}: points`] = points;
      options.progress(`${next.flow.name}, ${next.policy.words}: ${points} points`);
    }
  };
  await Promise.all([worker(), worker()]);
  // Alone on the machine, as far as this rig goes.
  const { exchanges, p50, p99 } = await measureWindow(script, options.brief ? 10 : 500);
  Object.assign(figures, {
    'exchanges measured': exchanges,
    [WINDOW_P50]: p50,
    [WINDOW_P99]: p99,
  });
  return { name: 'kill-points', rows: tally.rows(), failures: tally.failures, figures };
}

/** @returns how many points were tried */
async function killEverywhere(
  { flow, policy }: { flow: Flow; policy: Policy },
  at: { script: string; tally: Tally; options: TrialOptions },
): Promise<number> {
  const { script, tally, options } = at;
  const lab = await Lab.start({
    policies: [policy],
    settings: policy === BLIND ? { accessTokenSeconds: BLIND_SECONDS } : {},
  });
  try {
    if (flow.consented) await lab.asBroker((broker) => lab.consentToAll(broker));
    let tried = 0;
    let unharmed = 0;
    for (const number of await pointsOf(flow, { lab, script, options })) {
      for (const die of [`${number}`, `${number}half`]) {
        const { killed, steps } = await doomedRun(flow, { lab, script, die });
        const last = steps.at(-1)?.what ?? '';
        unharmed = killed ? 0 : unharmed + 1;
        if (!killed) break;
        tried += 1;
        await afterKill(lab, { flow, tally, die, last });
        // Only a file can be written by half.
        if (!/^(create|overwrite) /.test(last)) break;
      }
      if (unharmed === ENOUGH) break;
    }
    return tried;
  } finally {
    await lab.close();
  }
}

/** Counted from a run that nobody kills; later runs meet what earlier kills left behind, and take some steps more. */
async function pointsOf(
  flow: Flow,
  at: { lab: Lab; script: string; options: TrialOptions },
): Promise<readonly number[]> {
  const { lab, options } = at;
  const { steps } = await doomedRun(flow, { lab, script: at.script });
  const most = Math.max(0, ...steps.map(({ number }) => number));
  const all = Array.from({ length: most + SLACK }, (_, index) => index + 1);
  return options.brief ? seededRandom(options.seed).sample(all.slice(0, most), BRIEF) : all;
}

const SLACK = 100;
/** So many runs in a row that came to their end: there are no further steps. */
const ENOUGH = 3;
const BRIEF = 4;
/** An unsettled grant is decided when its token ends. */
const BLIND_SECONDS = 3;
