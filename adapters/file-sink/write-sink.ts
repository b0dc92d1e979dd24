import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isFault } from '../../core/fault.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { inspectTarget, type SafeTarget } from './inspect-target.ts';
import { type Owner, resolveOwner } from './owner.ts';
import { sinkFault, sinkFaultOf } from './sink-fault.ts';

/** A file that a token is put into, as the declaration says. */
export interface FileTarget {
  /** Absolute; may be or pass a symbolic link, which stays one. */
  readonly file: string;
  /** Permission bits, set exactly, whatever the umask. */
  readonly mode: number;
  /** User name, `uid` or `uid:gid`; undefined: whoever runs the broker. */
  readonly owner: string | undefined;
}

/**
 * Puts this content into the file at once: a reader finds the old content or the new one, whole, with mode and owner
 * right from the first moment, also after a power cut. Whoever holds the old file open goes on reading the old one.
 *
 * @throws Fault with a code of sink-fault.ts or `DiskFull` and its like; the file that was there is then untouched
 */
export async function writeSink(target: FileTarget, content: SecretText): Promise<void> {
  const owner = target.owner === undefined ? undefined : await resolveOwner(target.owner);
  const place = await inspectTarget(target.file, owner?.uid);
  await sweep(place);
  const unfinished = join(place.directory, `${unfinishedPrefix(place)}${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(content.reveal());
      if (owner) await giveTo(owner, { file, target });
      await file.chmod(target.mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, place.path);
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    throw isFault(error) ? error : sinkFaultOf(error, { ...place, path: target.file });
  }
  await syncDirectory(place.directory);
}

/** Removes what writers left that were killed half-way. Younger files may belong to a writer that is at work. */
async function sweep(place: SafeTarget): Promise<void> {
  const names = await readdir(place.directory).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(unfinishedPrefix(place)))) {
    const path = join(place.directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_AFTER) await unlink(path).catch(() => undefined);
  }
}

const ABANDONED_AFTER: Milliseconds = MINUTE;

function unfinishedPrefix({ path }: SafeTarget): string {
  return `.${basename(path)}.evergrant-`;
}

async function giveTo(
  owner: Owner,
  { file, target }: { file: FileHandle; target: FileTarget },
): Promise<void> {
  try {
    await file.chown(owner.uid, owner.gid ?? -1);
  } catch (error) {
    throw sinkFault('SinkOwnerRefused', {
      message: `${target.file}: this user may not give a file to ${target.owner}`,
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
