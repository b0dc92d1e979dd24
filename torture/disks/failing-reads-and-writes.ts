import { buildCommandLine } from '../lab/command-line.ts';
import { Evergrant } from '../lab/evergrant.ts';
import { Lab } from '../lab/lab.ts';
import { STRICT } from '../lab/policy.ts';
import { seededRandom } from '../lab/seeded-random.ts';
import type { Tally } from '../lab/tally.ts';
import type { TrialOptions } from '../trial.ts';

/**
 * `evergrant refresh` with a disk that answers EIO at the n-th operation, once or eight times in a row, for every n.
 * The issuer rotates without grace, and nobody kills the process: no answer may be lost.
 */
export async function failingReadsAndWrites(options: TrialOptions, tally: Tally): Promise<void> {
  const script = await buildCommandLine([
    {
      kind: 'exchange',
      module: 'adapters/files/node-file-system.ts',
      by: 'torture/programs/failing-file-system.ts',
    },
  ]);
  const lab = await Lab.start({ policies: [STRICT] });
  try {
    await lab.asBroker((broker) => lab.consentToAll(broker));
    const chosen = options.brief
      ? seededRandom(options.seed).sample(
          Array.from({ length: 100 }, (_, index) => index + 1),
          2,
        )
      : undefined;
    for (let number = 1; number < MOST; number += 1) {
      if (chosen && !chosen.includes(number)) continue;
      for (const times of [1, 8]) {
        const fail = `${number}x${times}`;
        const program = new Evergrant({
          lab,
          script,
          words: ['refresh', lab.grant.name],
          environment: { EVERGRANT_TORTURE_FAIL: fail },
        });
        await program.ended;
        if (!program.stderr.some((line) => line.startsWith('torture: EIO'))) return;
        await look(lab, { tally, where: `EIO at ${fail}: ${program.stderr.join(' | ')}` });
      }
    }
  } finally {
    await lab.close();
  }
}

/** More than any refresh has operations. */
const MOST = 2_000;

async function look(lab: Lab, { tally, where }: { tally: Tally; where: string }): Promise<void> {
  const { grant } = lab;
  await lab.asBroker(async (broker) => {
    const result = await broker.refresh(grant.name, {});
    const status = (await broker.status()).credentials[0];
    const newest = lab.family(grant).at(-1)?.issued.accessToken;
    const well = result.kind === 'refreshed' && status?.fingerprint === newest;
    tally.look(
      'EIO at every file operation: grants lost',
      well ? undefined : `${JSON.stringify(result)}, ${where}`,
    );
    if (!well) await lab.consent(broker, grant);
  });
}
