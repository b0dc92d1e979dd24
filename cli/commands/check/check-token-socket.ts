import { resolveGroup } from '../../../adapters/token-socket/find-group.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { assertSocketPathFits } from '../../../host/control/socket-path.ts';

/**
 * Does this host know the group of the token socket, and does its path fit? Whether the directory is fit is seen when
 * `evergrant up` starts: a unit makes it only then.
 *
 * @throws Fault `GroupUnknown`, `SocketPathTooLong`
 */
export async function checkTokenSocket({ tokenSocket }: Pick<Declaration, 'tokenSocket'>): Promise<void> {
  if (!tokenSocket) return;
  assertSocketPathFits(tokenSocket.path);
  await resolveGroup(tokenSocket.group);
}
