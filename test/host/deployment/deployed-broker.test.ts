import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import type { GrantView } from '../../../core/broker.ts';
import { isFault } from '../../../core/fault.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';
import type { DeployedBroker } from '../../../host/deployment/deployed-broker.ts';
import { openOperatorsDeployment } from '../../../host/deployment/open-operators-deployment.ts';
import { operatorClients } from '../../../host/deployment/operator-clients.ts';
import { type SimulatedAws, simulatedAws } from '../../support/aws/simulated-aws.ts';
import { declare } from '../../support/declare.ts';
import {
  ageToken,
  CLIENT_SECRET,
  type DeployedJada,
  deployJada,
  grantState,
  jadaDeclaration,
  REGION,
} from '../../support/deployed-jada.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const start = simulatedAws();
const folders = temporaryFolders();

interface World {
  readonly aws: SimulatedAws;
  readonly server: AuthorizationServer;
  readonly jada: DeployedJada;
  readonly broker: DeployedBroker;
}

/** Signed in, and asked through the SDK's own clients. */
async function signedIn<T>(task: (world: World) => Promise<T>): Promise<T> {
  const server = await AuthorizationServer.start();
  try {
    const aws = await start();
    const jada = await deployJada(aws, { folder: folders(), issuer: server.issuer });
    const declaration = declare(
      stringify({
        ...jadaDeclaration(server.issuer),
        clients: {
          desk: {
            issuer: { discovery: server.issuer, rotation: 'always' },
            clientId: 'desk-basic',
            clientSecretEnv: 'DESK_SECRET',
          },
        },
      }),
    );
    const { broker } = await openOperatorsDeployment({
      declaration,
      engine: { kind: 'aws', region: REGION, account: undefined },
      environment: { DESK_SECRET: CLIENT_SECRET },
      clients: operatorClients(aws.client('jennifer')),
    });
    const redirectUri = 'http://127.0.0.1:49152/callback';
    const { consentId, authorizationUrl } = await broker.beginConsent('crew', { redirectUri });
    const redirectUrl = await server.approve(authorizationUrl, { account: 'ops@example.com' });
    expect(await broker.finishConsent(consentId, { redirectUrl })).toMatchObject({ kind: 'settled' });
    return await task({ aws, server, jada, broker });
  } finally {
    await server.stop();
  }
}

describe('the broker of a deployment', () => {
  it('begins a consent only for a grant that it knows, and forgets one that is finished', async () => {
    await signedIn(async ({ broker }) => {
      const redirectUri = 'http://127.0.0.1:49152/callback';
      expect(await codeOf(broker.beginConsent('nobody', { redirectUri }))).toBe('UnknownGrant');
      expect(await codeOf(broker.finishConsent('c', { redirectUrl: redirectUri }))).toBe('ConsentUnknown');
      expect(await codeOf(broker.refresh('nobody', {}))).toBe('UnknownGrant');
      expect(await codeOf(broker.token('nobody', { minValidSeconds: 0 }))).toBe('UnknownToken');
    });
  });

  it('tells a follower of each change that somebody else makes, until it stops', async () => {
    await signedIn(async ({ broker, jada }) => {
      const stop = new AbortController();
      const views: GrantView[] = [];
      for await (const view of broker.follow(['crew'], stop.signal)) {
        views.push(view);
        if (views.length === 1) await broker.refresh('crew', {});
        if (view.generation === 2 && view.state === 'healthy') stop.abort();
      }
      expect(views[0]).toMatchObject({ grant: 'crew', state: 'healthy', generation: 1, latch: null });
      const { fingerprint } = (await grantState(jada.deployment)) ?? {};
      expect(views.at(-1)).toMatchObject({ generation: 2, fingerprint });
      expect(await codeOf(broker.follow(['nobody'], stop.signal)[Symbol.asyncIterator]().next())).toBe(
        'UnknownGrant',
      );
    });
  });

  it('waits for another token than the known one, and says when there was none', async () => {
    await signedIn(async ({ broker }) => {
      const served = await broker.token('sheets', { minValidSeconds: 0 });
      if (served.kind !== 'token') throw new Error('expected a token');
      const known = { unlessFingerprint: served.fingerprint, minValidSeconds: 0 };
      expect(await broker.awaitToken('sheets', { ...known, waitSeconds: 0.2 })).toEqual({
        kind: 'unchanged',
      });
      const coming = broker.awaitToken('sheets', { ...known, waitSeconds: 30 });
      await broker.refresh('crew', {});
      expect(await coming).toMatchObject({ kind: 'token', generation: 2 });
    });
  });

  it('refreshes once for all who need a token that lives longer', async () => {
    await signedIn(async ({ broker, server, jada }) => {
      await ageToken(jada.deployment, 3_000_000);
      const before = server.record.length;
      const needed = Array.from({ length: 5 }, () => broker.token('sheets', { minValidSeconds: 900 }));
      for (const result of await Promise.all(needed))
        expect(result).toMatchObject({ kind: 'token', generation: 2 });
      expect(server.record).toHaveLength(before + 1);
    });
  }, 20_000);

  it('hands a token out as a secret that does not print', async () => {
    await signedIn(async ({ broker, server }) => {
      const served = await broker.token('sheets', { minValidSeconds: 0 });
      if (served.kind !== 'token') throw new Error('expected a token');
      expect(served.accessToken).toBeInstanceOf(SecretText);
      expect(server.issuedSecrets().map((one) => one.reveal())).toContain(served.accessToken.reveal());
      expect(JSON.stringify(served)).not.toContain(served.accessToken.reveal());
    });
  });

  it('replaces a refused token, but not one so young that a resource which refuses all could drive refreshes', async () => {
    await signedIn(async ({ broker, jada }) => {
      const served = await broker.token('sheets', { minValidSeconds: 0 });
      if (served.kind !== 'token') throw new Error('expected a token');
      const { fingerprint } = served;
      expect(await broker.replaceToken('sheets', { fingerprint, minValidSeconds: 0 })).toMatchObject({
        kind: 'unavailable',
        reason: 'RefusedTooSoon',
      });
      await ageToken(jada.deployment, 600_000);
      expect(await broker.replaceToken('sheets', { fingerprint, minValidSeconds: 0 })).toMatchObject({
        kind: 'token',
        generation: 2,
      });
      expect(
        await broker.reportRefusal('crew', { fingerprint, daemon: 'port-sheet', evidence: ['HTTP 401'] }),
      ).toMatchObject({ kind: 'fresh', generation: 2 });
    });
  });

  it('leaves events to the logs, and proofs of consumers to the daemon of their host', async () => {
    await signedIn(async ({ broker }) => {
      expect(await codeOf(broker.events()[Symbol.asyncIterator]().next())).toBe('EventsInLogs');
      expect(await broker.acknowledge()).toMatchObject({ kind: 'refused', reason: 'OfAnotherHost' });
    });
  });

  it('brings the client secret into the store once, and again when this machine has another one', async () => {
    await signedIn(async ({ broker, jada, aws }) => {
      const written = () =>
        aws.calls.filter(
          ({ action, input, principal }) =>
            principal === 'jennifer' &&
            action === 'secretsmanager:PutSecretValue' &&
            input.SecretId === 'evergrant/jada/client/desk',
        ).length;
      expect(written()).toBe(1);
      const redirectUri = 'http://127.0.0.1:49152/callback';
      await broker.beginConsent('crew', { redirectUri });
      expect(written()).toBe(1);
      const other = new SecretText('{"clientId":"desk-basic","clientSecret":"older"}');
      const versionId = crypto.randomUUID();
      await jada.deployment.secrets.put('client/desk', { versionId, value: other, label: 'AWSCURRENT' });
      await broker.beginConsent('crew', { redirectUri });
      expect(written()).toBe(2);
    });
  });
});

async function codeOf(failing: Promise<unknown>): Promise<string> {
  const error = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return isFault(error) ? error.code : String(error);
}
