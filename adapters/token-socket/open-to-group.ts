import { chmod, lchown } from 'node:fs/promises';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';
import type { GroupSocket } from './inspect-directory.ts';

/**
 * Lets the members of a group connect to a socket that only its owner could connect to so far: on Linux that takes the
 * right to write the socket's file (unix(7)).
 *
 * @throws Fault `TokenSocketGroupRefused`
 */
export async function openToGroup({ path, gid, group }: GroupSocket): Promise<void> {
  try {
    // The group first: the mode that lets it in must never stand beside another one.
    await lchown(path, process.geteuid?.() ?? -1, gid);
    await chmod(path, 0o660);
  } catch (error) {
    if (!['EPERM', 'EINVAL'].includes(errorNumber(error) ?? '')) throw fileFault(error, path);
    throw new Fault({
      code: 'TokenSocketGroupRefused',
      message: `${path}: this user may not give a socket to group ${group}, because it is no member`,
      remedy: `sudo usermod -aG ${group} "$(id -un)", then start evergrant up in a new session; a unit is given SupplementaryGroups= by evergrant install --write`,
      exitCode: ExitCode.Failed,
      cause: error,
    });
  }
}
