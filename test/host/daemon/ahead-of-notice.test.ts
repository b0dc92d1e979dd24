import { expect, it } from '@jest/globals';
import type { TokenResult } from '../../../core/broker.ts';
import { declare } from '../../support/declare.ts';
import { hostBefore } from '../../support/host-daemon/host-before.ts';
import { until } from '../../support/host-daemon/host-programs.ts';
import { signedInBroker } from '../../support/signed-in-broker.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const declaration = declare(`
version: 1
engine: { kind: aws, region: us-east-1 }
clients: { desk: { issuer: google, clientId: desk } }
grants: { consent: { client: desk, scopes: [sheets] } }
tokens: { office: { grant: consent } }
hosts: { ops: { kind: external, tokens: [office] } }
`);

it('a token that was replaced for a consumer is the new one before any notice of it comes', async () => {
  const signedIn = await signedInBroker(folder(), { accessTokenSeconds: 20 });
  const untold = { declaration, host: 'ops', token: 'office', isTold: false };
  const { daemon, close } = await hostBefore(signedIn.broker, untold);
  const first = await daemon.broker.token('office', { minValidSeconds: 0 });
  const fingerprint = first.kind === 'token' ? first.fingerprint : '';
  let replaced: TokenResult = first;
  await until(async () => {
    // Refused for as long as it is too new.
    replaced = await daemon.broker.replaceToken('office', { fingerprint, minValidSeconds: 0 });
    return replaced.kind === 'token';
  });
  expect(replaced).toMatchObject({ kind: 'token', generation: 2 });
  expect(await daemon.broker.token('office', { minValidSeconds: 0 })).toMatchObject({ generation: 2 });
  await close();
  await signedIn.close();
});
