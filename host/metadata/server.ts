import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { errorNumber } from '../../adapters/files/file-fault.ts';
import { peerUser } from '../../adapters/peer-user/peer-user.ts';
import type { Broker } from '../../core/broker.ts';
import type { MetadataDeclaration } from '../../core/config/declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { metadataRoutes } from './routes.ts';

export interface MetadataServer {
  close(): Promise<void>;
}

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
export async function serveMetadata(broker: Broker, options: MetadataServerOptions): Promise<MetadataServer> {
  const { metadata, unexpected, userOf = userOfPeer } = options;
  const own = process.getuid?.();
  const routes = metadataRoutes(broker, metadata);
  routes.onError((error, c) => {
    unexpected(error);
    return c.text('the broker failed; read the output of evergrant up\n', 500);
  });
  const answer = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  const server = createServer(async (request, response) => {
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
  });
  server.listen(metadata.port, metadata.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw addressFault(error, metadata);
  }
  return {
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function userOfPeer({ socket }: IncomingMessage): Promise<number | undefined> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (!remoteAddress || !remotePort || !localAddress || !localPort) return undefined;
  return await peerUser({
    from: { address: remoteAddress, port: remotePort },
    to: { address: localAddress, port: localPort },
  });
}

function addressFault(error: unknown, { host, port }: MetadataDeclaration): Fault {
  const code = errorNumber(error);
  const why =
    code === 'EADDRINUSE'
      ? 'another program listens there'
      : `this host does not allow it (${code ?? 'unknown'})`;
  return new Fault({
    code: 'MetadataAddressTaken',
    message: `metadata.listen ${host}:${port}: ${why}`,
    remedy: `declare another port: metadata.listen; or find who has it: ss -ltnp sport = :${port}`,
    exitCode: ExitCode.Failed,
    cause: error,
  });
}
