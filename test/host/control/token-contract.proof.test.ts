import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { connectBroker } from '../../../host/control/client.ts';
import { serveTokens } from '../../../host/control/token-server.ts';
import { tokenContract } from '../../support/contracts/token-contract.ts';
import { declare } from '../../support/declare.ts';
import type { SignedInBroker } from '../../support/signed-in-broker.ts';

tokenContract('of the machine broker itself', {
  reach: async ({ broker }) => ({ broker, close: async () => undefined }),
});

tokenContract('on the control socket', {
  reach: async ({ socketPath }) => ({ broker: connectBroker(socketPath), close: async () => undefined }),
});

tokenContract('on the token socket', {
  reach: async (signedIn) => {
    // Beside the state directory, in a folder of this user that its own group may enter.
    const folder = dirname(dirname(signedIn.socketPath));
    chmodSync(folder, 0o711);
    const path = join(folder, 'tokens.sock');
    const server = await serve(signedIn, path);
    return { broker: connectBroker(path), close: () => server.close() };
  },
});

async function serve({ broker }: SignedInBroker, path: string) {
  const { tokenSocket: socket, sinks } = declare(
    stringify({
      version: 1,
      clients: { desk: { issuer: 'google', clientId: 'desk' } },
      grants: { consent: { client: 'desk', scopes: ['spreadsheets'] } },
      tokens: { office: { grant: 'consent' } },
      tokenSocket: { path, group: String(process.getgid?.()), tokens: ['office'] },
    }),
  );
  if (!socket) throw new Error('nothing was declared');
  return await serveTokens(broker, { socket, sinks, unexpected: (error) => console.error(error) });
}
