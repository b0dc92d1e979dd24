import { cp, rm, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { isFault } from '../../core/fault.ts';
import type { Lab } from '../lab/lab.ts';
import type { SeededRandom } from '../lab/seeded-random.ts';
import type { Tally } from '../lab/tally.ts';
import { takeImage } from './state-image.ts';

const GOES_ON = 'damaged files with which the broker goes on, truthfully, or says what to do';

/**
 * Damages one file of the real directory, starts a broker on it, and asks for a token and a refresh. Either it says
 * what to do, or it goes on, and then what it serves is what the issuer issued last.
 * @param at.files at most so many files, drawn by chance; `each`: so many damages of each of them
 */
export async function damageFiles(
  lab: Lab,
  at: { files: number; each: number; random: SeededRandom; tally: Tally },
): Promise<void> {
  const { files, each, random, tally } = at;
  const image = await takeImage(lab.stateDirectory);
  const backup = `${lab.stateDirectory}.backup`;
  await cp(lab.stateDirectory, backup, { recursive: true, preserveTimestamps: true });
  for (const [path, bytes] of random.sample([...image], files)) {
    for (let count = 0; count < each; count += 1) {
      const cut = random.fraction() < 0.5;
      const place = random.below(bytes.length * 8);
      const damaged = Uint8Array.from(cut ? bytes.slice(0, place >> 3) : bytes);
      if (!cut) damaged[place >> 3] = (damaged[place >> 3] ?? 0) ^ (1 << (place & 7));
      await writeFile(path, damaged);
      const where = `${relative(lab.stateDirectory, path)} ${cut ? 'cut at byte' : 'bit'} ${cut ? place >> 3 : place}`;
      for (const { name } of lab.grants)
        tally.look(
          GOES_ON,
          await wrongWith(lab, name).then((wrong) => wrong && `${name}: ${wrong}, ${where}`),
        );
      await rm(lab.stateDirectory, { recursive: true });
      await cp(backup, lab.stateDirectory, { recursive: true, preserveTimestamps: true });
    }
  }
  await rm(backup, { recursive: true });
}

/** @returns what is wrong; undefined when it went on truthfully or refused with a remedy */
async function wrongWith(lab: Lab, name: string): Promise<string | undefined> {
  const grant = lab.grants.find((one) => one.name === name) ?? lab.grant;
  try {
    return await lab.asBroker(async (broker) => {
      const served = await broker.token(name, { minValidSeconds: 0 });
      const newest = lab.family(grant).at(-1)?.issued.accessToken;
      if (served.kind === 'token' && served.fingerprint !== newest)
        return 'it serves another token than the newest';
      if (served.kind === 'unavailable' && served.remedy === '') return `no remedy for ${served.reason}`;
      const { credentials, findings } = await broker.status();
      const shown = credentials.find((credential) => credential.name === name);
      const told = findings.length > 0 || (shown !== undefined && shown.incident !== null);
      if (served.kind === 'unavailable' && !told) return `${served.reason} and nothing in status`;
      return undefined;
    });
  } catch (error) {
    if (isFault(error) && error.remedy) return undefined;
    return String(error);
  }
}
