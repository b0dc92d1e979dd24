import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorNumber } from '../files/file-fault.ts';
import { isLogPlace, type LogPlace } from './log-place.ts';

/** A log file that is open at a place. */
export interface OpenLog {
  readonly handle: FileHandle;
  readonly inode: number;
  readonly from: number;
}

/** Where to begin. */
export type LogStart = 'beginning' | 'end' | LogPlace;

/**
 * Opens a log where reading is to go on. A file that was rotated away in the meantime is looked for beside it under
 * its new name; one that is gone, or was packed, is passed over for the one that has its name now.
 *
 * @returns undefined where there is no file
 * @throws the error of the system for one that cannot be read
 */
export async function openLog(path: string, start: LogStart): Promise<OpenLog | undefined> {
  if (!isLogPlace(start)) return await openAt(path, start);
  const current = await inodeOf(path);
  const before = current === start.inode ? path : await siblingOf(path, start.inode);
  return before === undefined ? await openAt(path, 'beginning') : await openAt(before, start);
}

/** undefined: nothing is there. @throws the error of the system, or one with code `not a file` */
export async function inodeOf(path: string): Promise<number | undefined> {
  try {
    const facts = await stat(path);
    if (facts.isFile()) return facts.ino;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  throw Object.assign(new Error(`${path} is not a file`), { code: 'not a file' });
}

async function openAt(path: string, start: LogStart): Promise<OpenLog | undefined> {
  // To open a pipe would wait for its writer.
  if ((await inodeOf(path)) === undefined) return undefined;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { ino: inode, size } = await handle.stat();
    if (start === 'end') return { handle, inode, from: size };
    const known = isLogPlace(start) && start.inode === inode && start.offset <= size;
    return { handle, inode, from: known ? start.offset : 0 };
  } catch (error) {
    await handle?.close();
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function siblingOf(path: string, inode: number): Promise<string | undefined> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const sibling = join(directory, name);
    if ((await inodeOf(sibling).catch(() => undefined)) === inode) return sibling;
  }
  return undefined;
}

function isGone(error: unknown): boolean {
  const code = errorNumber(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
