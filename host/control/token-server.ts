import { resolveGroup } from '../../adapters/token-socket/find-group.ts';
import { inspectDirectory } from '../../adapters/token-socket/inspect-directory.ts';
import { makeDefaultDirectory } from '../../adapters/token-socket/make-default-directory.ts';
import { openToGroup } from '../../adapters/token-socket/open-to-group.ts';
import type { Declaration, TokenSocketDeclaration } from '../../core/config/declaration.ts';
import { listenPrivately } from './listen-privately.ts';
import { type SocketServer, serveRoutes } from './socket-server.ts';
import { type TokenOperations, tokenOperations } from './token-operations.ts';

export interface TokenServerOptions {
  readonly socket: TokenSocketDeclaration;
  readonly sinks: Declaration['sinks'];
  /** Told of errors inside the broker that are no Fault. */
  readonly unexpected: (error: unknown) => void;
}

/**
 * Serves the declared tokens to the programs of a group, over HTTP on a unix socket. Who may connect is the kernel's
 * answer, by owner, group and mode of the socket; it opens to the group only once it is complete.
 *
 * @throws Fault `GroupUnknown`, `TokenSocketDirectoryMissing`, `TokenSocketDirectoryUnsafe`, `TokenSocketOutOfReach`,
 * `TokenSocketGroupRefused`, and as `listenPrivately` does
 */
export async function serveTokens(
  broker: TokenOperations,
  { socket, sinks, unexpected }: TokenServerOptions,
): Promise<SocketServer> {
  const { path, group } = socket;
  const place = { path, group, gid: await resolveGroup(group) };
  if (socket.isDefault) await makeDefaultDirectory(path);
  await inspectDirectory(place);
  const operations = tokenOperations(broker, { socket, sinks });
  return await serveRoutes({
    routes: async (closing) =>
      (await import('./token-socket-routes.ts')).tokenSocketRoutes(operations, { closing, unexpected }),
    listen: async (server) => {
      await listenPrivately(server, path);
      await openToGroup(place);
    },
  });
}
