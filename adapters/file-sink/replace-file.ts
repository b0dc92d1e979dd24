import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { isFault } from '../../core/fault.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import type { SafeTarget } from './inspect-target.ts';
import type { Owner } from './owner.ts';
import { sinkFault, sinkFaultOf } from './sink-fault.ts';
import { sweepUnfinished, unfinishedFile } from './unfinished.ts';

/** A file to be replaced, and what the new one is like. */
export interface Replacement {
  readonly place: SafeTarget;
  readonly content: SecretText;
  /** Permission bits, set exactly, whatever the umask. */
  readonly mode: number;
  /** undefined: whoever runs this process. */
  readonly owner: Owner | undefined;
  /** Asked right before the new file takes the place of the old one. */
  readonly mayReplace?: () => Promise<boolean>;
}

/**
 * Replaces a file at once: a reader finds the old content or the new one, whole, with mode and owner right from the
 * first moment, also after a power cut. Whoever holds the old file open goes on reading the old one.
 *
 * @returns false when `mayReplace` said no; nothing is left behind then
 * @throws Fault with a code of sink-fault.ts or `DiskFull` and its like; the file that was there is then untouched
 */
export async function replaceFile(replacement: Replacement): Promise<boolean> {
  const { place, content, mode, owner, mayReplace = async () => true } = replacement;
  // Younger ones may belong to a writer that is at work.
  await sweepUnfinished(place.path, { olderThan: ABANDONED_AFTER });
  const unfinished = unfinishedFile(place.path);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(content.reveal());
      if (owner) await giveTo(owner, { file, path: place.path });
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    if (!(await mayReplace())) {
      await unlink(unfinished);
      return false;
    }
    await rename(unfinished, place.path);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw isFault(error) ? error : sinkFaultOf(error, place);
  }
  await syncDirectory(place.directory);
  return true;
}

const ABANDONED_AFTER: Milliseconds = MINUTE;

async function giveTo(owner: Owner, { file, path }: { file: FileHandle; path: string }): Promise<void> {
  try {
    await file.chown(owner.uid, owner.gid ?? -1);
  } catch (error) {
    throw sinkFault('SinkOwnerRefused', {
      message: `${path}: this user may not give a file to user ${owner.uid}${owner.gid === undefined ? '' : `, group ${owner.gid}`}`,
      remedy:
        'run evergrant up as root or as that user, or leave owner out and open the file to a group by its mode',
      cause: error,
    });
  }
}

/** Some file systems (FUSE, SMB) know no fsync of a directory; they say so with EINVAL. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    if (errorNumber(error) !== 'EINVAL') throw sinkFaultOf(error, { path, directory: path });
  } finally {
    await directory.close();
  }
}
