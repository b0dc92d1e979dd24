import { readFile } from 'node:fs/promises';
import { sinkFault } from './sink-fault.ts';

/** Who a file is given to. */
export interface Owner {
  readonly uid: number;
  /** undefined: the group that a new file has anyway. */
  readonly gid: number | undefined;
}

/**
 * Finds the user that a sink names: a user name, which brings its primary group, or `uid` or `uid:gid`.
 *
 * @param text as written in the declaration
 * @param passwd content of a passwd(5) file
 * @returns undefined when there is no such user
 */
export function findOwner(text: string, passwd: string): Owner | undefined {
  const numbers = /^(\d+)(?::(\d+))?$/.exec(text);
  if (numbers)
    return { uid: Number(numbers[1]), gid: numbers[2] === undefined ? undefined : Number(numbers[2]) };
  for (const line of passwd.split('\n')) {
    const [name, , uid = '', gid = ''] = line.split(':');
    if (name === text && /^\d+$/.test(uid) && /^\d+$/.test(gid))
      return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** {@link findOwner} in `/etc/passwd`. @throws Fault `SinkOwnerUnknown` */
export async function resolveOwner(text: string): Promise<Owner> {
  const owner = findOwner(text, await readFile('/etc/passwd', 'utf8').catch(() => ''));
  if (owner) return owner;
  throw sinkFault('SinkOwnerUnknown', {
    message: `owner ${text}: /etc/passwd lists no such user`,
    remedy:
      'write a user name of this machine, or uid or uid:gid in digits (a directory service is not asked)',
  });
}
