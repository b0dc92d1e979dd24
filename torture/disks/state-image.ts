import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFacts, FileSystem } from '../../adapters/files/file-system.ts';

/** The files of a directory as they were, by absolute path. */
export type StateImage = ReadonlyMap<string, Uint8Array>;

/** Reads every regular file below a directory. */
export async function takeImage(directory: string): Promise<StateImage> {
  const image = new Map<string, Uint8Array>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) image.set(path, await readFile(path));
  }
  return image;
}

/** The image as a file system that nobody can write to, so that a million damages need no disk. */
export function fileSystemOf(image: StateImage): FileSystem {
  const refuse = async (): Promise<never> => {
    throw new Error('an image is read only');
  };
  return {
    list: async (directory) => {
      const below = [...image.keys()].filter((path) => path.startsWith(`${directory}/`));
      const names = below.map((path) => path.slice(directory.length + 1).split('/')[0] ?? '');
      return names.length > 0 ? [...new Set(names)] : undefined;
    },
    read: async (path) => image.get(path),
    // A damaged record would be set aside; where it lies tells nothing here.
    rename: async () => true,
    syncDirectory: async () => undefined,
    facts: async (path): Promise<FileFacts | undefined> => {
      if (image.has(path)) return { kind: 'file', mode: 0o600, uid: 0, changedAt: 0 };
      const exists = [...image.keys()].some((name) => name.startsWith(`${path}/`));
      return exists ? { kind: 'directory', mode: 0o700, uid: 0, changedAt: 0 } : undefined;
    },
    create: refuse,
    overwrite: refuse,
    link: refuse,
    unlink: refuse,
    makeDirectory: refuse,
  };
}
