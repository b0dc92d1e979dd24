import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorNumber } from '../files/file-fault.ts';
import { isMountPoint } from './mount-points.ts';
import { type ResolvedPath, resolveTarget } from './resolve-target.ts';
import { mountPointFault, sinkFault, sinkFaultOf } from './sink-fault.ts';

/** A place that a token may be put into. */
export interface SafeTarget {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly directory: string;
}

/**
 * Looks whether a token can and may be put there, and changes nothing.
 *
 * @param owner uid that the file is given to, where the declaration names one
 * @throws Fault with one of the codes of sink-fault.ts
 */
export async function inspectTarget(target: string, owner: number | undefined): Promise<SafeTarget> {
  const resolved = await resolveTarget(target);
  const { path } = resolved;
  const directory = dirname(path);
  const directoryOwner = await inspectDirectory(target, { directory, owner });
  refuseForeignLinks(target, { resolved, directoryOwner });
  await refuseOther(path, directory);
  if (await isMountPoint(path)) throw mountPointFault(path, directory);
  return { path, directory };
}

/** Whoever may write the directory may replace the token by another: only root, the broker and the consumer may. */
async function inspectDirectory(
  target: string,
  { directory, owner }: { directory: string; owner: number | undefined },
): Promise<number> {
  const found = await stat(directory).catch((error: unknown) => {
    throw sinkFaultOf(error, { path: target, directory });
  });
  if (!found.isDirectory()) throw sinkFaultOf({ code: 'ENOTDIR' }, { path: target, directory });
  if (![ROOT, ourUid(), owner].includes(found.uid)) {
    throw sinkFault('SinkDirectoryUnsafe', {
      message: `${target}: the directory ${directory} belongs to user ${found.uid}, who is neither the broker nor the sink's owner`,
      remedy: `name that user as the sink's owner, or give the directory away: chown ${owner ?? ourUid()} ${directory}`,
    });
  }
  if ((found.mode & WRITABLE_BY_ALL) !== 0 && (found.mode & STICKY) === 0) {
    throw sinkFault('SinkDirectoryUnsafe', {
      message: `${target}: everybody on this machine may replace files in ${directory}`,
      remedy: `chmod o-w ${directory}`,
    });
  }
  return found.uid;
}

/**
 * A broker that runs as root must not be led by somebody's link to a file that this somebody could not replace, such
 * as one below /etc. A link counts when root, the broker or the owner of the directory behind it made it.
 */
function refuseForeignLinks(
  target: string,
  { resolved, directoryOwner }: { resolved: ResolvedPath; directoryOwner: number },
): void {
  const foreign = resolved.links.find(({ uid }) => ![ROOT, ourUid(), directoryOwner].includes(uid));
  if (!foreign) return;
  throw sinkFault('SinkLinkUnsafe', {
    message: `${target}: the link ${foreign.path} of user ${foreign.uid} leads to ${resolved.path}, where that user may not write`,
    remedy: `name ${resolved.path} in the declaration if it is meant, or remove the link`,
  });
}

async function refuseOther(path: string, directory: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw sinkFaultOf(error, { path, directory });
  });
  if (found && !found.isFile()) {
    throw sinkFault('SinkNotAFile', {
      message: `${path}: a ${found.isDirectory() ? 'directory' : 'device, pipe or socket'} is there, and a token goes into a regular file`,
      remedy: `name another file in the declaration, or move this one away: mv ${path} ${path}.old`,
    });
  }
}

function ourUid(): number {
  return process.geteuid?.() ?? ROOT;
}

const ROOT = 0;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;
