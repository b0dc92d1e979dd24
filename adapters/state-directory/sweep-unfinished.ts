import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';
import type { FileSystem } from '../files/file-system.ts';
import { isUnfinished } from './register-names.ts';

/**
 * Removes the files that writers who died left unlinked: registers' only, which hold no secret and were never read.
 * An unlinked secret version is an answer that was saved, and stays.
 *
 * Younger files are left alone: contenders for the broker's lock and supervisors write at any time, and a writer whose
 * file is swept fails.
 * @returns the paths that were removed.
 */
export async function sweepUnfinished(root: {
  readonly fileSystem: FileSystem;
  /** The state directory. */
  readonly directory: string;
  readonly now: Instant;
}): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const below of ['ledger', 'secrets', 'broker', 'supervisors']) {
    removed.push(...(await sweep(root, `${root.directory}/${below}`)));
  }
  return removed;
}

/** No writer takes this long between making its file and linking it, unless it was stopped. */
const YOUNG: Milliseconds = 10 * MINUTE;

async function sweep(root: { fileSystem: FileSystem; now: Instant }, directory: string): Promise<string[]> {
  const { fileSystem, now } = root;
  const removed: string[] = [];
  for (const name of (await fileSystem.list(directory)) ?? []) {
    const path = `${directory}/${name}`;
    const facts = await fileSystem.facts(path);
    if (facts?.kind === 'directory') removed.push(...(await sweep(root, path)));
    else if (
      facts &&
      isUnfinished(name) &&
      now - facts.changedAt > YOUNG &&
      (await fileSystem.unlink(path))
    ) {
      removed.push(path);
    }
  }
  return removed;
}
