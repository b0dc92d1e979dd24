import { randomBytes } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Milliseconds } from '../../core/time.ts';
import { resolveTarget } from './resolve-target.ts';

/** A name beside this file, no other writer's, for the content that is to take its place. */
export function unfinishedFile(path: string): string {
  return join(dirname(path), `${prefixOf(path)}${randomBytes(6).toString('hex')}`);
}

/**
 * Removes what writers of this file left that were killed half-way: it holds a token. A file that cannot be looked at
 * is left, for the next write says what is wrong with its folder.
 *
 * @param options.olderThan 0 for whoever knows that nobody else writes this file now
 */
export async function sweepUnfinished(
  path: string,
  { olderThan }: { olderThan: Milliseconds },
): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(prefixOf(path)))) {
    const unfinished = join(dirname(path), name);
    const found = await stat(unfinished).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs >= olderThan) await unlink(unfinished).catch(() => undefined);
  }
}

/** The same for a sink's file as it is declared, which may be a link, by the one broker that writes it. */
export async function sweepSink(file: string): Promise<void> {
  const target = await resolveTarget(file).catch(() => undefined);
  if (target) await sweepUnfinished(target.path, { olderThan: 0 });
}

function prefixOf(path: string): string {
  return `.${basename(path)}.evergrant-`;
}
