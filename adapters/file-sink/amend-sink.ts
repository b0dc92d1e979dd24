import { stat } from 'node:fs/promises';
import type { SecretText } from '../../core/secret-text.ts';
import { errorNumber } from '../files/file-fault.ts';
import { inspectTarget, type SafeTarget } from './inspect-target.ts';
import { type Owner, resolveOwner } from './owner.ts';
import { type ReadFile, readRegularFile } from './read-regular-file.ts';
import { replaceFile } from './replace-file.ts';
import { sinkFault, sinkFaultOf } from './sink-fault.ts';

/** A file of which a part is ours. */
export interface PartTarget {
  /** Absolute; may be or pass a symbolic link, which stays one. */
  readonly file: string;
  /** undefined: those that the file has; 0600 for one that is made. */
  readonly mode: number | undefined;
  /** undefined: whoever owns the file; who runs the broker for one that is made. */
  readonly owner: string | undefined;
}

/** How often a file that others write to is read again before it is given up. */
const MOST_TRIES = 5;

/**
 * Changes a part of somebody else's file: reads it, and puts a new one in its place if nobody has changed it in between,
 * else begins again. Mode, owner and group stay. What cannot be seen is a change in the moment between the
 * last look and the replacement: those two are one system call apart.
 *
 * @param amend gives the new content; `existing` is undefined where no file is. What it throws is passed on.
 * @throws Fault with a code of sink-fault.ts; `SinkContested`, retryable, when others write faster than we read
 */
export async function amendSink(
  target: PartTarget,
  amend: (existing: SecretText | undefined) => SecretText,
): Promise<void> {
  const declared = target.owner === undefined ? undefined : await resolveOwner(target.owner);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const place = await inspectTarget(target.file, declared?.uid ?? (await ownerOf(target.file)));
    const existing = await read(place);
    const written = await replaceFile({
      place,
      content: amend(existing?.content),
      mode: target.mode ?? keptMode(place, existing),
      owner: declared ?? keptOwner(existing),
      mayReplace: () => isUnchanged(place, existing),
    });
    if (written) return;
  }
  throw sinkFault('SinkContested', {
    message: `${target.file}: somebody changed the file each of the ${MOST_TRIES} times that it was about to be replaced`,
    remedy: 'it is tried again by itself; see who writes it: fuser -v, or give the token a file of its own',
  });
}

/** The owner of the file may own the directory too: what is there is theirs already. */
async function ownerOf(file: string): Promise<number | undefined> {
  return await stat(file).then(
    ({ uid }) => uid,
    () => undefined,
  );
}

async function read(place: SafeTarget): Promise<ReadFile | undefined> {
  try {
    const found = await readRegularFile(place.path);
    if (found) return found;
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw sinkFaultOf(error, place);
  }
  throw sinkFault('SinkNotAFile', {
    message: `${place.path}: it is not a text file in UTF-8 of less than 16 MiB, so no part of it can be replaced`,
    remedy: 'give the token a file of its own',
  });
}

/** Others may read the file and could read everything in it; now a token would be in it. */
function keptMode({ path }: SafeTarget, existing: ReadFile | undefined): number {
  const mode = existing ? Number(existing.stats.mode & 0o7777n) : 0o600;
  if ((mode & READABLE_BY_ALL) === 0) return mode;
  throw sinkFault('SinkReadableByAll', {
    message: `${path}: every user of this machine may read this file (mode ${mode.toString(8)}), and a token would be in it`,
    remedy: `chmod o-rwx ${path}, or declare the mode of the sink if it is meant`,
  });
}

const READABLE_BY_ALL = 0o004;

function keptOwner(existing: ReadFile | undefined): Owner | undefined {
  return existing && { uid: Number(existing.stats.uid), gid: Number(existing.stats.gid) };
}

async function isUnchanged({ path }: SafeTarget, existing: ReadFile | undefined): Promise<boolean> {
  const now = await stat(path, { bigint: true }).catch(() => undefined);
  if (!now || !existing) return now === undefined && existing === undefined;
  const { ino, dev, size, mtimeNs, ctimeNs } = existing.stats;
  return (
    now.ino === ino &&
    now.dev === dev &&
    now.size === size &&
    now.mtimeNs === mtimeNs &&
    now.ctimeNs === ctimeNs
  );
}
