import { SECOND } from '../../core/time.ts';
import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab, type LabGrant } from '../lab/lab.ts';
import { graceOf, NEVER, STRICT } from '../lab/policy.ts';
import { seededRandom } from '../lab/seeded-random.ts';
import { Tally } from '../lab/tally.ts';
import { until } from '../lab/until.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { BAD_ANSWERS, type BadAnswer } from './bad-answers.ts';

/** Issuers that answer late, wrongly or not at all: a grant lives on wherever its issuer's record says that it could. */
export const badIssuers: Trial = { name: 'bad-issuers', run };

/** Short, because a lost answer is asked for again after a third of it. */
const GRACE_SECONDS = 12;
/** Short, because waiting times follow from it. */
const ACCESS_TOKEN_SECONDS = 12;

async function run({ seed, brief, progress }: TrialOptions): Promise<TrialResult> {
  const tally = new Tally(`npm run torture -- --only bad-issuers --seed ${seed}`);
  const answers = brief ? seededRandom(seed).sample(BAD_ANSWERS, 3) : BAD_ANSWERS;
  const script = await buildCommandLine([
    {
      kind: 'exchange',
      module: 'adapters/token-endpoint/send-once.ts',
      by: 'torture/programs/impatient-send-once.ts',
    },
  ]);
  const lab = await Lab.start({
    policies: [graceOf(GRACE_SECONDS), NEVER, STRICT],
    settings: { accessTokenSeconds: ACCESS_TOKEN_SECONDS },
  });
  const up = new Evergrant({ lab, script, words: ['up', '--json'] });
  try {
    await up.answers();
    await lab.consentToAll(lab.running());
    await Promise.all(
      lab.grants.map(async (grant) => {
        for (const answer of answers) await oneAnswer(answer, { lab, grant, tally });
        progress(`${grant.policy.words}: ${answers.length} bad answers`);
      }),
    );
  } finally {
    await up.stop();
    await lab.close();
  }
  await doubled({ script, tally, times: brief ? 1 : 3 });
  return { name: 'bad-issuers', rows: tally.rows(), failures: tally.failures };
}

async function oneAnswer(
  answer: BadAnswer,
  { lab, grant, tally }: { lab: Lab; grant: LabGrant; tally: Tally },
): Promise<void> {
  const broker = lab.running();
  const begin = lab.family(grant).length;
  grant.server.faults.add(answer.fault);
  await broker.refresh(grant.name, {});
  await until('the fault to happen', () => (grant.server.faults.waiting === 0 ? true : undefined));
  await settled(lab, grant);
  // Twice more: what looked well may have been the last that a spent token gave.
  for (let count = 0; count < 2; count += 1) {
    await broker.refresh(grant.name, {});
    await settled(lab, grant);
  }
  const state = await stateOf(lab, grant);
  const rotates = grant.policy.name !== 'never';
  const strict = grant.policy.losesAnswers;
  const lost = state !== 'healthy';
  if (answer.hidesSuccessor && rotates && (strict || answer.deceives)) {
    const what = strict
      ? 'bad answers after which nobody could keep the grant'
      : 'answers that hide, inside a grace window, that the token was spent';
    tally.unavoidable(what, lost);
  } else {
    const sent = lab.family(grant).slice(begin);
    const seen = sent.map(({ outcome, fault }) => fault ?? outcome).join(', ');
    tally.look(
      'bad answers after which the grant could live: lost',
      lost ? `${answer.name}, ${grant.policy.words}: ${state} after ${seen}` : undefined,
    );
  }
  if (lost) await lab.consent(broker, grant);
}

/** Until nothing is under way and no trouble waits for its next try. */
async function settled(lab: Lab, grant: LabGrant): Promise<void> {
  await until(
    `${grant.name} to settle`,
    async () => (['healthy', 'consentRequired'].includes(await stateOf(lab, grant)) ? true : undefined),
    { within: 60 * SECOND },
  );
}

async function stateOf(lab: Lab, { name }: LabGrant): Promise<string> {
  const { credentials } = await lab.running().status();
  return credentials.find((credential) => credential.name === name)?.state ?? 'missing';
}

/** Every request reaches the issuer twice. Without grace that ends any grant, so only the others are asked. */
async function doubled(at: { script: string; tally: Tally; times: number }): Promise<void> {
  const { script, tally, times } = at;
  for (const policy of [graceOf(GRACE_SECONDS), NEVER]) {
    const lab = await Lab.start({ policies: [policy] });
    try {
      const { grant } = lab;
      await lab.asBroker((broker) => lab.consent(broker, grant));
      for (let count = 0; count < times; count += 1) {
        const program = new Evergrant({
          lab,
          script,
          words: ['refresh', grant.name],
          environment: { EVERGRANT_TORTURE_DOUBLE: grant.server.tokenEndpoint },
        });
        const { code } = await program.ended;
        tally.look(
          'requests that a proxy doubled: grants lost',
          code === 0 ? undefined : `${policy.words}: ${program.stderr.join(' | ')}`,
        );
      }
    } finally {
      await lab.close();
    }
  }
}
