import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Lab } from './lab.ts';

/** What must not be, as a row of the table. */
export const SECRETS_IN_FILES = 'secrets in files that are not secret files';

/** Fingerprints of every token that the issuers of a lab ever issued. */
export function issuedTokens(lab: Lab): ReadonlySet<string> {
  const entries = lab.servers.flatMap(({ record }) => record);
  const tokens = entries.flatMap(({ issued }) => [issued.accessToken, issued.refreshToken]);
  return new Set(tokens.filter((fingerprint) => fingerprint !== null));
}

/**
 * How many issued tokens stand in a text. Nobody needs to know them: each run of characters as long as a token is held
 * against the fingerprints. A token in another encoding is not found.
 */
export function tokensIn(text: string, issued: ReadonlySet<string>): number {
  let found = 0;
  for (const [run] of text.matchAll(TOKEN_CHARACTERS)) {
    for (let start = 0; start + TOKEN_LENGTH <= run.length; start += 1) {
      const candidate = new SecretText(run.slice(start, start + TOKEN_LENGTH));
      if (issued.has(nodeDigest.fingerprint(candidate))) found += 1;
    }
  }
  return found;
}

/** The opaque tokens of oidc-provider: 43 characters of base64url. */
const TOKEN_LENGTH = 43;
const TOKEN_CHARACTERS = /[A-Za-z0-9_-]{43,}/g;

export interface FileSearch {
  /** Files below the lab's folder that are no secret files, and how many tokens each holds. */
  readonly plain: ReadonlyMap<string, number>;
  /** Tokens in the secret files: the proof that the search finds what is there. */
  readonly inSecretFiles: number;
}

/** Searches every file that the product, the issuers and the rig wrote. */
export async function searchFiles(lab: Lab): Promise<FileSearch> {
  const issued = issuedTokens(lab);
  const plain = new Map<string, number>();
  let inSecretFiles = 0;
  const sinks = new Set(lab.grants.map(({ sink }) => sink));
  for (const entry of await readdir(lab.folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    const found = tokensIn(await readFile(path, 'latin1'), issued);
    const below = relative(lab.stateDirectory, path);
    if (sinks.has(path) || /^(secrets|spill)\//.test(below)) inSecretFiles += found;
    else plain.set(path, found);
  }
  return { plain, inSecretFiles };
}
