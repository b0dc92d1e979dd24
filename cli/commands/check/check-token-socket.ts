import { resolveGroup } from '../../../adapters/token-socket/find-group.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { isFault } from '../../../core/fault.ts';
import { assertSocketPathFits } from '../../../host/control/socket-path.ts';
import type { Refusal } from './refusals.ts';

/**
 * Does this host know the group of the token socket, and does its path fit? Whether the directory is fit is seen when
 * `evergrant up` starts: a unit makes it only then. With the aws engine the group is one of the hosts, which make it.
 *
 * @returns `SocketPathTooLong` and `GroupUnknown`, where they hold
 */
export async function checkTokenSocket({
  engine,
  tokenSocket,
}: Pick<Declaration, 'engine' | 'tokenSocket'>): Promise<readonly Refusal[]> {
  if (!tokenSocket) return [];
  const { path, group } = tokenSocket;
  return [
    ...(await refusalOf('tokenSocket.path', async () => assertSocketPathFits(path))),
    ...(engine.kind === 'aws' ? [] : await refusalOf('tokenSocket.group', () => resolveGroup(group))),
  ];
}

async function refusalOf(path: string, look: () => Promise<unknown>): Promise<readonly Refusal[]> {
  try {
    await look();
    return [];
  } catch (fault) {
    if (isFault(fault)) return [{ path, fault }];
    throw fault;
  }
}
