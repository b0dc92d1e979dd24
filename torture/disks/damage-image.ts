import { basename, dirname, join } from 'node:path';
import { examineStateDirectory } from '../../adapters/state-directory/examine-state-directory.ts';
import type { Lab } from '../lab/lab.ts';
import type { SeededRandom } from '../lab/seeded-random.ts';
import type { Tally } from '../lab/tally.ts';
import { fileSystemOf, type StateImage, takeImage } from './state-image.ts';

/**
 * Cuts every file of a used state directory to every shorter length and flips every bit of it, one at a time, and asks
 * whether the examination finds that very file.
 * @param most at most so many damages of each kind for a file, drawn by chance
 */
export async function damageImage(
  lab: Lab,
  at: { most: number; random: SeededRandom; tally: Tally },
): Promise<void> {
  const { most, random, tally } = at;
  const image = await takeImage(lab.stateDirectory);
  const machine = join(lab.stateDirectory, 'machine.json');
  for (const [path, bytes] of image) {
    const cuts = Array.from({ length: bytes.length }, (_, length) => bytes.slice(0, length));
    const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
    const damages = [
      ...random.sample(cuts, most),
      ...random.sample(bits, most).map((bit) => flipped(bytes, bit)),
    ];
    // Only its own register or secret, and what makes a state directory of it.
    const around = [...image].filter(([other]) => other === machine || dirname(other) === dirname(path));
    for (const damaged of damages) {
      const seen = await examined(new Map([...around, [path, damaged]]), lab.stateDirectory);
      const what =
        damaged.length < bytes.length ? 'truncations not recognised' : 'single-bit flips not recognised';
      tally.look(what, seen.some((found) => found.startsWith(path)) ? undefined : basename(path));
    }
  }
}

/** Paths that the examination names; a record that was set aside has a longer one. */
async function examined(image: StateImage, directory: string): Promise<readonly string[]> {
  return await examineStateDirectory({ fileSystem: fileSystemOf(image), directory });
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
