import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readDeclaration } from '../../adapters/config-file/read-declaration.ts';
import type { RefreshResult } from '../../core/broker.ts';
import { isFault } from '../../core/fault.ts';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { openMachineBroker } from '../../host/broker/open-machine-broker.ts';
import { type Change, jadaDeclaration } from './deployed-jada.ts';

/** A machine whose grant `crew` moves into deployment `jada`. */
export interface Donor {
  /** Its declaration, beside that of the deployment. */
  readonly config: string;
  readonly stateDirectory: string;
  /** Refreshes there as `evergrant refresh crew` does. @returns the code of the fault when nothing may be done there */
  refresh(): Promise<RefreshResult['kind'] | { readonly fault: string }>;
}

/** A donor with one consent in force. The client's secret must lie in the folder. */
export async function signedInDonor(
  folder: string,
  { server, change = {} }: { server: AuthorizationServer; change?: Change },
): Promise<Donor> {
  const config = join(folder, 'evergrant.yaml');
  const stateDirectory = join(folder, 'state');
  const declared = jadaDeclaration(server.issuer, {
    engine: { kind: 'machine', stateDirectory: './state' },
    sinks: { 'crew-file': { token: 'sheets', file: './crew.json' } },
    ...change,
  });
  writeFileSync(config, stringify(declared));
  const open = async () =>
    await openMachineBroker({
      declaration: await readDeclaration(config, { home: folder, environment: {} }),
      command: 'evergrant refresh crew',
      environment: {},
    });
  const broker = await open();
  const { consentId, authorizationUrl } = await broker.beginConsent('crew', {
    redirectUri: 'http://127.0.0.1:49152/callback',
  });
  const redirectUrl = await server.approve(authorizationUrl, { account: 'ops@example.com' });
  await broker.finishConsent(consentId, { redirectUrl });
  await broker.close();
  return {
    config,
    stateDirectory,
    async refresh() {
      try {
        const again = await open();
        const { kind } = await again.refresh('crew', {}).finally(() => again.close());
        return kind;
      } catch (error) {
        if (isFault(error)) return { fault: error.code };
        throw error;
      }
    },
  };
}
