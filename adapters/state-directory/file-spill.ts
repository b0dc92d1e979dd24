import { dirname } from 'node:path';
import { Fault, isFault } from '../../core/fault.ts';
import type { SecretId, Spill } from '../../core/ports.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { encodeName } from '../files/encode-name.ts';
import type { FileSystem } from '../files/file-system.ts';
import { sealVersion, unsealVersion } from './secret-version-file.ts';

export interface FileSpillOptions {
  readonly fileSystem: FileSystem;
  /**
   * Where to spill, best first: the first that takes the value gets it, and all are looked into. Each is made (0700)
   * when it is needed; the directory above it exists.
   */
  readonly directories: readonly string[];
}

/**
 * Spill directories for a state directory. The first lies on another file system, so that a full or failing disk
 * does not take both; it lives until the machine restarts.
 * @param runtimeDirectory `XDG_RUNTIME_DIR`, where the login session has one
 */
export function spillDirectories(state: {
  path: string;
  stateId: string;
  runtimeDirectory: string | undefined;
}): readonly string[] {
  const beside = `${state.path}/spill`;
  return state.runtimeDirectory ? [`${state.runtimeDirectory}/evergrant-${state.stateId}`, beside] : [beside];
}

/** Spilled answers as sealed files (0600). */
export class FileSpill implements Spill {
  readonly #options: FileSpillOptions;

  constructor(options: FileSpillOptions) {
    this.#options = options;
  }

  async write(id: SecretId, versionId: string, value: SecretText): Promise<void> {
    const bytes = sealVersion(spillName(id), { versionId, value });
    const failures: unknown[] = [];
    for (const directory of this.#options.directories) {
      try {
        await this.#writeTo(directory, { name: fileName(id, versionId), bytes });
        return;
      } catch (error) {
        if (!isFault(error)) throw error;
        failures.push(error);
      }
    }
    throw new Fault({
      code: 'SpillFailed',
      message: `${id}: no spill directory took the answer (${this.#options.directories.join(', ')})`,
      remedy: 'make room or give write permission in one of them',
      retryable: true,
      cause: new AggregateError(failures),
    });
  }

  /** @throws Fault `SecretDamaged` when there are spilled values of this version and none of them is sound. */
  async read(id: SecretId, versionId: string): Promise<SecretText | undefined> {
    let damaged: string | undefined;
    for (const path of this.#paths(id, versionId)) {
      const bytes = await this.#options.fileSystem.read(path);
      if (!bytes) continue;
      const value = unsealVersion(spillName(id), { versionId, bytes });
      if (value) return value;
      damaged = path;
    }
    if (damaged === undefined) return undefined;
    throw new Fault({
      code: 'SecretDamaged',
      message: `${damaged}: this spilled answer is damaged, its checksum does not match`,
      remedy: 'give consent anew: evergrant login',
    });
  }

  async remove(id: SecretId, versionId: string): Promise<void> {
    const { fileSystem } = this.#options;
    for (const path of this.#paths(id, versionId)) {
      if (await fileSystem.unlink(path)) await fileSystem.syncDirectory(dirname(path));
    }
  }

  async #writeTo(directory: string, file: { name: string; bytes: Uint8Array }): Promise<void> {
    const { fileSystem } = this.#options;
    await fileSystem.makeDirectory(directory);
    await fileSystem.syncDirectory(dirname(directory));
    const path = `${directory}/${file.name}`;
    const unfinished = `${path}${UNFINISHED}`;
    if (!(await fileSystem.create(unfinished, file.bytes)))
      await fileSystem.overwrite(unfinished, file.bytes);
    await fileSystem.rename(unfinished, path);
    await fileSystem.syncDirectory(directory);
  }

  /** An answer whose writer died before the last renaming is saved as well. */
  #paths(id: SecretId, versionId: string): readonly string[] {
    const paths = this.#options.directories.map((directory) => `${directory}/${fileName(id, versionId)}`);
    return paths.flatMap((path) => [path, `${path}${UNFINISHED}`]);
  }
}

const UNFINISHED = '.unfinished';

function spillName(id: SecretId): string {
  return `spill/${id}`;
}

function fileName(id: SecretId, versionId: string): string {
  return `${encodeName(`${id}#${versionId}`)}.json`;
}
