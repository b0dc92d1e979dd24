import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SecretText } from '../core/secret-text.ts';
import type { DrillFolder } from './drill-folder.ts';

/** What a search for secrets looked through and found. */
export interface SecretSearch {
  readonly secrets: number;
  readonly files: number;
  /** Paths of files, relative to the folder, that hold a secret and must not. */
  readonly leaks: readonly string[];
}

/**
 * Looks for secrets in every file of a drill but those that are there to hold them: the store of the broker and the
 * sink. Everything that the programs printed is among the files.
 */
export async function findSecrets(
  folder: DrillFolder,
  secrets: readonly SecretText[],
): Promise<SecretSearch> {
  const meant = [join(folder.stateDirectory, 'secrets'), folder.tokenFile];
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !meant.some((place) => path === place || path.startsWith(`${place}/`)));
  const leaks: string[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8');
    if (secrets.some((secret) => text.includes(secret.reveal()))) leaks.push(relative(folder.path, path));
  }
  return { secrets: secrets.length, files: paths.length, leaks };
}
