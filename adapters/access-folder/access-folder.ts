import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/fault.ts';
import type { AccessPaths } from '../../core/host/ssh-command.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { errorNumber } from '../files/file-fault.ts';
import { type FolderOwner, folderPrefix } from './folder-name.ts';

/** What is written for one connection. */
export interface AccessFiles {
  readonly privateKey: SecretText;
  readonly certificate: string;
  readonly knownHosts: string;
}

/** A directory (0700) with the files (0600) of one access. */
export interface AccessFolder {
  readonly path: string;
  readonly paths: AccessPaths;
  /** Removes all of it, now; may be called again, also while the process ends. */
  remove(): void;
}

/**
 * Writes the files of an access into a fresh directory.
 * @param base for files that end with the session: `$XDG_RUNTIME_DIR`, which is memory, or the system's for temporary files
 * @throws Fault `AccessNotWritten`; then nothing is left
 */
export async function makeAccessFolder(
  files: AccessFiles,
  { base, owner }: { base: string; owner: FolderOwner },
): Promise<AccessFolder> {
  const path = await mkdtemp(join(base, folderPrefix(owner))).catch((error: unknown) => {
    throw notWritten(base, error);
  });
  const remove = () => rmSync(path, { recursive: true, force: true });
  const paths = accessPaths(path);
  try {
    const text = files.privateKey.reveal().trimEnd();
    for (const [file, content] of [
      [paths.privateKey, `${text}\n`],
      [paths.certificate, `${files.certificate}\n`],
      [paths.knownHosts, files.knownHosts],
    ] as const)
      await writeFile(file, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    remove();
    throw notWritten(path, error);
  }
  return { path, paths, remove };
}

/** Where the files of an access lie in its directory. */
export function accessPaths(folder: string): AccessPaths {
  return {
    privateKey: join(folder, 'key'),
    certificate: join(folder, 'key-cert.pub'),
    knownHosts: join(folder, 'known_hosts'),
  };
}

function notWritten(path: string, error: unknown): Fault {
  return new Fault({
    code: 'AccessNotWritten',
    message: `the files of the temporary access cannot be written below ${path} (${errorNumber(error) ?? 'unknown error'})`,
    remedy: 'make room there, or name another directory: TMPDIR=DIRECTORY, with XDG_RUNTIME_DIR unset',
    cause: error,
  });
}
