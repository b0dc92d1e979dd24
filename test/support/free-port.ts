import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port on 127.0.0.1 on which nobody listens now, for a server that is to come up later. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
