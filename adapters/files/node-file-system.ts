import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { errorNumber, fileFault } from './file-fault.ts';
import type { FileFacts, FileSystem } from './file-system.ts';

/** The real file system. */
export const nodeFileSystem: FileSystem = {
  list: (directory) => unless('ENOENT', directory, () => readdir(directory)),

  read: (path) => unless('ENOENT', path, () => readFile(path)),

  create: (path, content) =>
    happens('EEXIST', path, async () => {
      const file = await open(path, 'wx', 0o600);
      try {
        await thenClose(file, () => writeAndSync(file, content));
      } catch (error) {
        // A full disk must not get fuller by what a failed write left behind.
        await unlink(path).catch(() => undefined);
        throw error;
      }
    }),

  overwrite: (path, content) =>
    orFault(path, async () => {
      const file = await open(path, 'r+');
      await thenClose(file, () => writeAndSync(file, content));
    }),

  link: (existing, name) => happens('EEXIST', name, () => link(existing, name)),

  rename: (from, to) => happens('ENOENT', from, () => rename(from, to)),

  unlink: (path) => happens('ENOENT', path, () => unlink(path)),

  makeDirectory: (path) => happens('EEXIST', path, () => mkdir(path, { mode: 0o700 })),

  syncDirectory: (path) =>
    orFault(path, async () => {
      const directory = await open(path, 'r');
      await thenClose(directory, () => directory.sync().catch(unlessUnsupported));
    }),

  facts: (path) =>
    unless('ENOENT', path, async (): Promise<FileFacts> => {
      const found = await stat(path);
      const kind = found.isDirectory() ? 'directory' : found.isFile() ? 'file' : 'other';
      return { kind, mode: found.mode & 0o7777, uid: found.uid, changedAt: found.mtimeMs };
    }),
};

/** Truncates last: room that was preallocated is not given up before the content is in it. */
async function writeAndSync(file: FileHandle, content: Uint8Array): Promise<void> {
  let written = 0;
  while (written < content.length) {
    const { bytesWritten } = await file.write(content, written, content.length - written, written);
    written += bytesWritten;
  }
  await file.truncate(content.length);
  await file.sync();
}

async function thenClose(file: FileHandle, use: () => Promise<void>): Promise<void> {
  try {
    await use();
  } finally {
    await file.close();
  }
}

/** Some file systems (FUSE, SMB) know no fsync of a directory; they say so with EINVAL. */
function unlessUnsupported(error: unknown): void {
  if (errorNumber(error) !== 'EINVAL') throw error;
}

async function orFault<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw fileFault(error, path);
  }
}

/** The result of the action, or undefined when it met exactly this system error. */
async function unless<T>(expected: string, path: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (errorNumber(error) === expected) return undefined;
    throw fileFault(error, path);
  }
}

/** Did the action happen, or did it meet exactly this system error? */
async function happens(expected: string, path: string, action: () => Promise<void>): Promise<boolean> {
  const result = await unless(expected, path, async () => {
    await action();
    return true;
  });
  return result ?? false;
}
