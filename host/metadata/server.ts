import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type LoopbackServer, serveOnLoopback } from '../../adapters/loopback-server/loopback-server.ts';
import { peerUser } from '../../adapters/peer-user/peer-user.ts';
import type { Broker } from '../../core/broker.ts';
import type { MetadataDeclaration } from '../../core/config/declaration.ts';
import { metadataRoutes } from './routes.ts';

export interface MetadataServerOptions {
  readonly metadata: MetadataDeclaration;
  /** Told of errors that are no outcome. */
  readonly unexpected: (error: unknown) => void;
  /** Tells who asks. @default by the socket tables of Linux */
  readonly userOf?: (request: IncomingMessage) => Promise<number | undefined>;
}

/**
 * Serves one token on loopback as Google's metadata server does. Loopback is open to every user of the host, so each
 * request is answered only when the user that sent it is the broker's own or is listed; where that cannot be told,
 * nobody is.
 *
 * @throws Fault `MetadataAddressTaken`
 */
export async function serveMetadata(broker: Broker, options: MetadataServerOptions): Promise<LoopbackServer> {
  const { metadata, unexpected, userOf = userOfPeer } = options;
  const own = process.getuid?.();
  const routes = metadataRoutes(broker, metadata);
  routes.onError((error, c) => {
    unexpected(error);
    return c.text('the broker failed; read the output of evergrant up\n', 500);
  });
  const answer = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  const guarded = async (request: IncomingMessage, response: ServerResponse) => {
    const user = await userOf(request).catch(() => undefined);
    if (user !== undefined && (user === own || metadata.users.includes(user)))
      return answer(request, response);
    const who = user === undefined ? 'a user that cannot be told' : `user ${user}`;
    response.writeHead(403, {
      'content-type': 'text/plain',
      'metadata-flavor': 'Google',
      connection: 'close',
    });
    response.end(`${who} may not ask here; next: list the id in metadata.users and restart evergrant up\n`);
  };
  const { host, port } = metadata;
  const address = { host, port, declaredAt: 'metadata.listen', code: 'MetadataAddressTaken' };
  return await serveOnLoopback(guarded, address);
}

async function userOfPeer({ socket }: IncomingMessage): Promise<number | undefined> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return undefined;
  return await peerUser({
    from: { address: remoteAddress, port: remotePort },
    to: { address: localAddress, port: localPort },
  });
}
