import { readFile } from 'node:fs/promises';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';

/**
 * Finds the number of a group.
 *
 * @param text name or number, as written in the declaration
 * @param groups content of a group(5) file
 * @returns undefined when there is no such group
 */
export function findGroup(text: string, groups: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  for (const line of groups.split('\n')) {
    const [name, , gid = ''] = line.split(':');
    if (name === text && /^\d+$/.test(gid)) return Number(gid);
  }
  return undefined;
}

/** {@link findGroup} in `/etc/group`. @throws Fault `GroupUnknown` */
export async function resolveGroup(text: string): Promise<number> {
  const gid = findGroup(text, await readFile('/etc/group', 'utf8').catch(() => ''));
  if (gid !== undefined) return gid;
  throw new Fault({
    code: 'GroupUnknown',
    message: `tokenSocket.group ${text}: /etc/group lists no such group`,
    remedy: `make it: sudo groupadd ${text}; or write its number in quotes (a directory service is not asked)`,
    exitCode: ExitCode.Configuration,
  });
}
