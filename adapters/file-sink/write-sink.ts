import type { SecretText } from '../../core/secret-text.ts';
import { inspectTarget } from './inspect-target.ts';
import { resolveOwner } from './owner.ts';
import { replaceFile } from './replace-file.ts';

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
 * Puts this content into the file at once, as `replaceFile` does.
 *
 * @throws Fault with a code of sink-fault.ts or `DiskFull` and its like; the file that was there is then untouched
 */
export async function writeSink(target: FileTarget, content: SecretText): Promise<void> {
  const owner = target.owner === undefined ? undefined : await resolveOwner(target.owner);
  const place = await inspectTarget(target.file, owner?.uid);
  await replaceFile({ place, content, mode: target.mode, owner });
}
