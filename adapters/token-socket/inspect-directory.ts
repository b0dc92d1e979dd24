import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/** A socket that a group is to reach. */
export interface GroupSocket {
  /** Absolute. */
  readonly path: string;
  readonly gid: number;
  /** The group as written in the declaration. */
  readonly group: string;
}

/**
 * Looks whether a socket for a group may lie there. Whoever may write the directory may put a socket of his own in its
 * place and hand out tokens of his account, so only root and the broker's user may; and the group must be able to reach it.
 *
 * @throws Fault `TokenSocketDirectoryMissing`, `TokenSocketDirectoryUnsafe`, `TokenSocketOutOfReach`
 */
export async function inspectDirectory(socket: GroupSocket): Promise<void> {
  const directory = await realpath(dirname(socket.path)).catch((error: unknown) => {
    throw errorNumber(error) === 'ENOENT' ? missing(socket) : fileFault(error, dirname(socket.path));
  });
  await refuseForeignWriters(directory, socket);
  for (const place of [directory, ...above(directory)]) await refuseClosed(place, socket);
}

async function refuseForeignWriters(directory: string, { path }: GroupSocket): Promise<void> {
  const { uid, mode } = await stat(directory);
  const ours = process.geteuid?.() ?? ROOT;
  if ([ROOT, ours].includes(uid) && (mode & WRITABLE_BY_OTHERS) === 0) return;
  const why = [ROOT, ours].includes(uid)
    ? 'others than its owner may replace files in it'
    : `it belongs to user ${uid}`;
  throw fault('TokenSocketDirectoryUnsafe', {
    message: `${path}: ${directory} is no place for a socket that others trust, because ${why}`,
    remedy: `make one of its own: sudo install -d -m 755 -o ${ours} DIRECTORY, and name it in tokenSocket.path`,
  });
}

async function refuseClosed(place: string, { path, gid, group }: GroupSocket): Promise<void> {
  const found = await stat(place);
  const enters = found.gid === gid ? found.mode & ENTERED_BY_GROUP : found.mode & ENTERED_BY_OTHERS;
  if (enters !== 0) return;
  throw fault('TokenSocketOutOfReach', {
    message: `${path}: members of group ${group} may not enter ${place}`,
    remedy: `name another place in tokenSocket.path, or leave it out for /run/evergrant; or, where nothing secret lies in it: chmod o+x ${place}`,
  });
}

function missing({ path }: GroupSocket): Fault {
  const directory = dirname(path);
  const user = process.geteuid?.() ?? ROOT;
  return fault('TokenSocketDirectoryMissing', {
    message: `${path}: there is no directory ${directory}`,
    remedy: `sudo install -d -m 755 -o ${user} ${directory}; units of evergrant install make it for the default path`,
  });
}

function fault(code: string, { message, remedy }: { message: string; remedy: string }): Fault {
  return new Fault({ code, message, remedy, exitCode: ExitCode.Failed });
}

function above(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [] : [parent, ...above(parent)];
}

const ROOT = 0;
const WRITABLE_BY_OTHERS = 0o022;
const ENTERED_BY_GROUP = 0o010;
const ENTERED_BY_OTHERS = 0o001;
