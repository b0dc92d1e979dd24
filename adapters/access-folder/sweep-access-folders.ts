import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, type Instant } from '../../core/time.ts';
import { type FolderOwner, ownerOf } from './folder-name.ts';

/** Options of {@link sweepAccessFolders}. */
export interface SweepOptions {
  readonly base: string;
  readonly own: Pick<FolderOwner, 'pidNamespace'>;
  /** Does the process that made it still run? */
  readonly runs: (owner: FolderOwner) => Promise<boolean>;
  readonly now: Instant;
}

/**
 * Removes what a killed run left behind. A directory of another container, whose processes cannot be seen from here, goes
 * when it is a day old: its access has ended long before. Never throws.
 * @returns the paths that were removed
 */
export async function sweepAccessFolders(options: SweepOptions): Promise<readonly string[]> {
  const names = await readdir(options.base).catch(() => []);
  const removed: string[] = [];
  for (const name of names) {
    const owner = ownerOf(name);
    const path = join(options.base, name);
    if (owner === undefined || !(await isLeft(path, owner, options))) continue;
    await rm(path, { recursive: true, force: true }).then(
      () => removed.push(path),
      () => {},
    );
  }
  return removed;
}

async function isLeft(path: string, owner: FolderOwner, options: SweepOptions): Promise<boolean> {
  const { own, runs, now } = options;
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  if (owner.pidNamespace === own.pidNamespace) return !(await runs(owner));
  return now - found.mtimeMs > DAY;
}
