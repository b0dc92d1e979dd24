import { join } from 'node:path';
import { stringify } from 'yaml';
import { machineEngine } from '../../core/config/machine-engine.ts';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { controlSocketPath } from '../../host/broker/control-path.ts';
import type { MachineBroker } from '../../host/broker/machine-broker.ts';
import { openMachineBroker } from '../../host/broker/open-machine-broker.ts';
import { serveBroker } from '../../host/control/server.ts';
import { declare } from './declare.ts';

/** A real broker with one grant, `office`, in force at a real authorization server, and its control socket. */
export interface SignedInBroker {
  readonly server: AuthorizationServer;
  readonly broker: MachineBroker;
  readonly socketPath: string;
  /** Exchanges of the refresh token, by the server's own record. */
  exchanges(): number;
  /** Every token and code that the server ever issued. */
  secrets(): readonly string[];
  close(): Promise<void>;
}

export async function signedInBroker(
  folder: string,
  { accessTokenSeconds = 3_600, declared = {} }: { accessTokenSeconds?: number; declared?: object } = {},
): Promise<SignedInBroker> {
  const server = await AuthorizationServer.start({ settings: { accessTokenSeconds } });
  const declaration = declare(
    stringify({
      version: 1,
      engine: { kind: 'machine', stateDirectory: join(folder, 'state') },
      clients: { desk: { issuer: { discovery: server.issuer, rotation: 'always' }, clientId: 'desk' } },
      grants: { consent: { client: 'desk', account: 'ops@example.com', scopes: ['sheets'] } },
      tokens: { office: { grant: 'consent' } },
      ...declared,
    }),
  );
  const broker = await openMachineBroker({ declaration, command: 'test', environment: {} });
  const socketPath = controlSocketPath(machineEngine(declaration).stateDirectory);
  const control = await serveBroker(broker, { socketPath, unexpected: (error) => console.error(error) });
  const { consentId, authorizationUrl } = await broker.beginConsent('consent', {
    redirectUri: 'http://127.0.0.1:49152/callback',
  });
  const redirectUrl = await server.approve(authorizationUrl, { account: 'ops@example.com' });
  await broker.finishConsent(consentId, { redirectUrl });
  const before = server.record.length;
  return {
    server,
    broker,
    socketPath,
    exchanges: () => server.record.length - before,
    secrets: () => server.issuedSecrets().map((secret) => secret.reveal()),
    close: async () => {
      await control.close();
      await broker.close();
      await server.stop();
    },
  };
}
