import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { errorNumber } from '../files/file-fault.ts';
import { sinkFaultOf } from './sink-fault.ts';

/** Where a path ends when every symbolic link on it is followed. */
export interface ResolvedPath {
  /** Absolute and free of links. Its last part need not exist. */
  readonly path: string;
  /** The links that were followed, with their owners: each of them could have led elsewhere. */
  readonly links: readonly { readonly path: string; readonly uid: number }[];
}

/**
 * Follows the links of a path one by one, as `realpath` does, and remembers whose they are; a last link that points
 * to nothing yet is followed as well.
 *
 * @throws Fault `SinkDirectoryMissing`, `SinkNotAFile` for a circle, and those of the disk
 */
export async function resolveTarget(target: string): Promise<ResolvedPath> {
  const links: { path: string; uid: number }[] = [];
  const rest = parts(target);
  let path: string = sep;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = join(path, part);
    const isLast = rest.length === 0;
    const found = await inspect(next, { target, mayBeMissing: isLast });
    if (!found?.isSymbolicLink()) {
      path = next;
      continue;
    }
    links.push({ path: next, uid: found.uid });
    if (links.length > MOST_LINKS)
      throw sinkFaultOf({ code: 'ELOOP' }, { path: target, directory: dirname(target) });
    rest.unshift(...parts(resolve(path, await readlink(next))));
    path = sep;
  }
  return { path, links };
}

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

function parts(path: string): string[] {
  return resolve(path)
    .split(sep)
    .filter((part) => part !== '');
}

async function inspect(path: string, { target, mayBeMissing }: { target: string; mayBeMissing: boolean }) {
  try {
    return await lstat(path);
  } catch (error) {
    if (mayBeMissing && errorNumber(error) === 'ENOENT') return undefined;
    throw sinkFaultOf(error, {
      path: target,
      directory: errorNumber(error) === 'ENOENT' ? path : dirname(path),
    });
  }
}
