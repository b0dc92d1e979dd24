import { dirname } from 'node:path';
import type { SecretId } from '../../core/ports.ts';
import { encodeName } from '../files/encode-name.ts';
import { fileFault } from '../files/file-fault.ts';
import type { FileSystem } from '../files/file-system.ts';

/** Where one secret lies in the state directory. */
export interface SecretPlace {
  readonly fileSystem: FileSystem;
  /** `secrets/<kind>/<id>`: sealed into everything that belongs to this secret. */
  readonly name: string;
  /** The directory of all secrets of its kind, which always exists. */
  readonly within: string;
  /** Its own directory. */
  readonly directory: string;
  /** The directory of its version files. */
  readonly versions: string;
}

export function secretPlace(root: { fileSystem: FileSystem; directory: string }, id: SecretId): SecretPlace {
  const slash = id.indexOf('/');
  const name = `secrets/${encodeName(id.slice(0, slash))}/${encodeName(id.slice(slash + 1))}`;
  const directory = `${root.directory}/${name}`;
  const within = dirname(directory);
  return { fileSystem: root.fileSystem, name, within, directory, versions: `${directory}/versions` };
}

/** Makes the directories of a secret, durably. */
export async function makeSecretDirectories({ fileSystem, directory, versions }: SecretPlace): Promise<void> {
  for (const path of [directory, versions]) {
    await fileSystem.makeDirectory(path);
    await fileSystem.syncDirectory(dirname(path));
  }
}

/**
 * Names of a secret's version files; none when the secret does not exist.
 * @throws Fault `StateMissing` when the directory of its kind is gone too: then nothing is known of the secret.
 */
export async function listVersionFiles(place: SecretPlace): Promise<readonly string[]> {
  const { fileSystem, within, versions } = place;
  const names = await fileSystem.list(versions);
  if (names) return names;
  if ((await fileSystem.facts(within)) === undefined) throw fileFault({ code: 'ENOENT' }, within);
  return [];
}
