import { seededRandom } from '../lab/seeded-random.ts';
import { Tally } from '../lab/tally.ts';
import type { Trial, TrialOptions, TrialResult } from '../trial.ts';
import { asNobody, PARTS } from './as-nobody.ts';
import { damageFiles } from './damage-files.ts';
import { damageImage } from './damage-image.ts';
import { failingReadsAndWrites } from './failing-reads-and-writes.ts';
import { fullAndReadOnly } from './full-and-read-only.ts';
import { usedState } from './used-state.ts';
import { vanished } from './vanished.ts';

/** Disks that are full, read-only, failing, gone, forbidden, or give back other bytes than were written. */
export const badDisks: Trial = { name: 'bad-disks', run };

async function run(options: TrialOptions): Promise<TrialResult> {
  const { seed, brief, progress } = options;
  const tally = new Tally(`npm run torture -- --only bad-disks --seed ${seed}`);
  const random = seededRandom(seed);
  const used = await usedState();
  try {
    await damageImage(used, { most: brief ? 8 : Number.POSITIVE_INFINITY, random, tally });
    progress('damaged bytes, every file');
    await damageFiles(used, {
      files: brief ? 8 : Number.POSITIVE_INFINITY,
      each: brief ? 1 : 20,
      random,
      tally,
    });
    progress('brokers on damaged files');
  } finally {
    await used.close();
  }
  await vanished(tally);
  await failingReadsAndWrites(options, tally);
  progress('EIO at every operation');
  tally.skip('full and read-only disks', await fullAndReadOnly(tally));
  tally.skip('permissions as another user', await asNobody(tally, { parts: brief ? 1 : PARTS.length }));
  return { name: 'bad-disks', rows: tally.rows(), failures: tally.failures };
}
