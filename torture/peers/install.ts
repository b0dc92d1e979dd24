import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const FOLDER = 'torture/peers';

/** A library that people use instead. */
export interface Peer {
  readonly name: string;
  /** As installed. */
  readonly version: string;
  /** The program of one process that needs a token. */
  readonly program: string;
}

/** Installs the peers at the versions that their lock file names. @returns why not, where that is not possible */
export async function installPeers(): Promise<readonly Peer[] | { readonly reason: string }> {
  try {
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: FOLDER });
  } catch (error) {
    return { reason: `npm ci: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}` };
  }
  return await Promise.all(
    ['google-auth-library', 'simple-oauth2'].map(async (name) => {
      const text = await readFile(`${FOLDER}/node_modules/${name}/package.json`, 'utf8');
      const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(text));
      return { name, version, program: `${FOLDER}/${name}.mjs` };
    }),
  );
}
