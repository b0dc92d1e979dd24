import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { HOUR, MINUTE } from '../../core/time.ts';
import { functionName, hostQueueName, secretName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { rotateSigningKey } from '../../host/deployment/rotate-signing-key.ts';
import { createVerifier } from '../../verify/verify.ts';
import { ageAgent, ageKey, issuerInFront, urlEvent } from '../support/agent-deployment.ts';
import { type DeployedWorld, deployedWorlds } from '../support/deployed-world.ts';
import { hostRole, hostRoles } from '../support/host-roles.ts';
import { isJsonObject, type Json, parseJson } from '../support/json.ts';
import { STEPS } from '../support/rotate-by-steps.ts';

const front = issuerInFront();
const AUDIENCE = 'gastown-worker';
const SECRET = secretName('jada', 'key/gastown');
const VERSIONS = Array.from({ length: 9 }, (_, at) => `a2f0c1de-0000-4000-8000-00000000000${at}`);

const world = deployedWorlds({
  declaration: () => ({
    version: 1,
    deployment: 'jada',
    engine: { kind: 'aws', region: 'us-east-1' },
    signingKeys: { gastown: { issuer: front.issuer, verifierCache: '10m' } },
    tokens: {
      mayor: { signingKey: 'gastown', lifetime: '8h', audience: AUDIENCE, claims: { rigId: 'r1' } },
      scout: { signingKey: 'gastown', lifetime: '1h', audience: AUDIENCE, renew: 'always' },
    },
  }),
  hosts: { town: { tokens: ['mayor'] }, wild: { tokens: ['scout'] } },
  beside: [hostRoles(['town', 'wild'])],
});

/** A deployment in which nothing was made yet, and what hosts and verifiers do with it. */
async function begun() {
  const jada = await world();
  front.leadTo(jada);
  const { app, deployment } = jada;
  /** As a host asks: by a call that IAM authorises. */
  const asHost = async (request: Readonly<Record<string, unknown>>, host = 'town') => {
    const client = new LambdaClient(app.aws.client(hostRole(host)));
    const Payload = JSON.stringify({ evergrant: 'refresh', credential: 'mayor', ...request });
    const answer = await client.send(
      new InvokeCommand({ FunctionName: functionName('jada', 'refresh'), Payload }),
    );
    return objectIn(answer.Payload?.transformToString());
  };
  const readAs = async (token: string, host: string) => {
    const client = new SecretsManagerClient(app.aws.client(hostRole(host)));
    const SecretId = secretName('jada', `token/${token}`);
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
    return SecretString;
  };
  const token = async (name = 'mayor') =>
    (await currentToken(deployment.secrets, name))?.access.token.reveal() ?? '';
  const ask = async () => {
    expect(await asHost({ minValidSeconds: 60 })).toMatchObject({ generation: expect.any(Number) });
    return await token();
  };
  const rotate = async (versionId: string) => {
    const { rotation } = app.aws.services.secretsManager;
    rotation.attempts = 1;
    const before = rotation.steps.length;
    const person = new SecretsManagerClient(app.aws.client('mateo'));
    await person.send(new RotateSecretCommand({ SecretId: SECRET, ClientRequestToken: versionId }));
    await rotation.finished();
    return rotation.steps.slice(before).map(({ Step, failure }) => ({ Step, ok: !failure }));
  };
  const step = (Step: string, ClientRequestToken: string) =>
    app.invoke('rotate', { Step, SecretId: SECRET, ClientRequestToken, RotationToken: 'kept' });
  const keys = async () => (await deployment.ledger.read('signingKey', 'gastown'))?.item.published ?? [];
  const minted = () => jada.events('refresh').filter(({ type }) => type === 'tokenMinted').length;
  const label = (name: string) => app.aws.services.secretsManager.vault.get(SECRET).versions.labels.get(name);
  return { ...jada, asHost, readAs, token, ask, rotate, step, keys, minted, label };
}

const verifier = () => createVerifier({ issuer: front.issuer, audience: AUDIENCE, cooldown: 3_600 });
const byJose = (token: string) =>
  jwtVerify(token, createRemoteJWKSet(new URL(`${front.issuer}/.well-known/jwks.json`)), {
    issuer: front.issuer,
    audience: AUDIENCE,
  });
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

describe('agent tokens of a deployment', () => {
  it('come with the first request, and verify by the keys that the function web serves to everybody', async () => {
    const { ask, token, app, keys, deployment, minted } = await begun();
    const empty = await app.invoke('web', urlEvent('/town/.well-known/jwks.json'));
    expect(empty).toMatchObject({ kind: 'returned', value: { statusCode: 503 } });
    const first = await ask();
    expect(await keys()).toHaveLength(1);
    expect((await verifier().verify(first)).claims).toMatchObject({ sub: 'mayor', rigId: 'r1' });
    expect((await byJose(first)).payload).toMatchObject({ iss: front.issuer, aud: AUDIENCE });
    const served = await app.invoke('web', urlEvent('/town/.well-known/jwks.json'));
    expect(served).toMatchObject({
      kind: 'returned',
      value: {
        statusCode: 200,
        headers: { 'cache-control': 'public, max-age=60', etag: expect.any(String) },
      },
    });
    expect(JSON.stringify(served)).not.toContain('"d\\"');
    const discovery = await app.invoke('web', urlEvent('/town/.well-known/openid-configuration'));
    expect(JSON.stringify(discovery)).toContain(`${front.issuer}/.well-known/jwks.json`);
    // Tokens that are always renewed are minted as soon as their key is there.
    expect((await byJose(await token('scout'))).payload.sub).toBe('scout');
    expect([minted(), app.denials]).toEqual([2, []]);
    const queue = app.aws.services.sqs.queues.get(hostQueueName('jada', 'town'));
    expect(queue?.bodies.map((body) => parseJson(body))).toEqual([
      { schema: 1, credential: 'mayor', generation: 1 },
    ]);
    expect((await deployment.ledger.read('agentToken', 'mayor'))?.item.lastUsedAt).not.toBeNull();
  }, 60_000);

  it('outlive each rotation by Secrets Manager, for a verifier that keeps the keys for ten minutes', async () => {
    const { ask, rotate, label, keys, app, ...jada } = await begun();
    const old = await ask();
    const caching = verifier();
    await caching.verify(old);
    const [version = ''] = VERSIONS;
    expect(await rotate(version)).toEqual(STEPS.map((Step) => ({ Step, ok: true })));
    expect([label('AWSCURRENT'), label('AWSPENDING'), (await keys()).length]).toEqual([version, version, 2]);
    const during = await renewed(jada, ask);
    expect(kidOf(during)).toBe(kidOf(old));
    await caching.verify(during);
    await ageKey(jada, 'gastown', 12 * MINUTE);
    const after = await renewed(jada, ask);
    expect(kidOf(after)).not.toBe(kidOf(old));
    for (const each of [old, during, after]) await byJose(each);
    // Twelve minutes later its cache is over.
    await verifier().verify(after);
    await ageKey(jada, 'gastown', 9 * HOUR);
    await app.tick();
    expect((await keys()).map(({ versionId }) => versionId)).toEqual([version]);
    await expect(byJose(old)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await byJose(after);
    expect([app.denials, JSON.stringify(app.function('rotate').runtime.lines)]).toEqual([
      [],
      expect.not.stringContaining('kept'),
    ]);
  }, 60_000);

  it('lose nothing when a step of a rotation dies, and a beat finishes what nobody repeats', async () => {
    const { ask, step, label, keys, app, ...jada } = await begun();
    const old = await ask();
    for (const [done, versionId] of [1, 2, 3].map((at) => [at, VERSIONS[at] ?? ''] as const)) {
      const count = (await keys()).length;
      for (const Step of STEPS.slice(0, done - 1))
        expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
      app.dieAtCall('rotate', { call: 4, done: true });
      await step(STEPS[done - 1] ?? '', versionId);
      await byJose(old);
      // What is repeated at once finds its own work.
      expect(await step('createSecret', versionId)).toMatchObject({ kind: 'returned' });
      await ageKey(jada, 'gastown', 3 * MINUTE);
      await app.tick();
      expect([label('AWSCURRENT'), (await keys()).length]).toEqual([versionId, count + 1]);
      for (const Step of STEPS) expect(await step(Step, versionId)).toMatchObject({ kind: 'returned' });
      await byJose(old);
      await byJose(await renewed(jada, ask));
    }
    expect(app.denials).toEqual([]);
  }, 90_000);

  it('end with their key in an emergency that a person calls, and no host can', async () => {
    const { ask, asHost, deployment, keys, minted, token } = await begun();
    const stolen = await ask();
    const before = (await keys())[0]?.publicKey.kid;
    expect(await asHost({ credential: 'gastown', unlessFingerprint: null })).toMatchObject({ kind: 'fresh' });
    const { document } = await deployment.grants.open('gastown');
    const key = document.declaration.signingKeys.get('gastown');
    if (!key) throw new Error('expected the key');
    const result = await rotateSigningKey(key, {
      when: 'emergency',
      declaration: document.declaration,
      ports: deployment.ports,
      ask: async (request) => {
        const { kind, generation, fingerprint } = await asHost({ ...request });
        if (kind !== 'refreshed') throw new Error(`expected a rotation: ${String(kind)}`);
        return { kind, generation: Number(generation), fingerprint: String(fingerprint) };
      },
    });
    expect(result).toMatchObject({
      kind: 'rotated',
      signing: { ended: [{ token: 'mayor' }, { token: 'scout' }] },
    });
    expect((await keys()).map(({ publicKey }) => publicKey.kid)).not.toContain(before);
    await expect(byJose(stolen)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    for (const name of ['mayor', 'scout']) await byJose(await token(name));
    expect(minted()).toBe(4);
  }, 60_000);

  it('are renewed once for an agent that slept for nine hours, by a request that IAM authorised', async () => {
    const { ask, asHost, readAs, app, minted, token, ...jada } = await begun();
    const before = await ask();
    await ageAgent(jada, 'mayor', 9 * HOUR);
    const slept = minted();
    for (let beat = 0; beat < 3; beat += 1) await app.tick();
    expect([minted() - slept, await token()]).toEqual([0, before]);
    const asked = await Promise.all([1, 2].map(() => asHost({ minValidSeconds: 60 })));
    expect(asked.map(({ generation }) => generation)).toEqual([2, 2]);
    const after = await token();
    expect(after).not.toBe(before);
    await byJose(after);
    expect(await readAs('mayor', 'town')).toContain(after);
    await expect(readAs('mayor', 'wild')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(readAs('scout', 'town')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }, 60_000);

  it('are replaced after a refusal, not within a minute, and not for a token that is no longer in force', async () => {
    const { ask, asHost, minted, token, app, deployment } = await begun();
    await ask();
    const first = (await deployment.ledger.read('agentToken', 'mayor'))?.item.settled?.fingerprint;
    expect(await asHost({ unlessFingerprint: first })).toMatchObject({
      kind: 'unavailable',
      reason: 'TokenJustMinted',
    });
    await ageAgent({ deployment }, 'mayor', 2 * MINUTE);
    const count = minted();
    expect(await asHost({ unlessFingerprint: first })).toMatchObject({ kind: 'refreshed', generation: 2 });
    const second = await token();
    expect(await asHost({ unlessFingerprint: first })).toMatchObject({ kind: 'fresh', generation: 2 });
    expect([minted() - count, await token()]).toEqual([1, second]);
    const body = JSON.stringify({ evergrant: 'refresh', credential: 'mayor', minValidSeconds: 60 });
    const overUrl = await app.invoke('refresh', urlEvent('/', { method: 'POST', body }));
    expect(overUrl).toMatchObject({ kind: 'returned', value: { statusCode: 200 } });
    expect(JSON.stringify(overUrl)).not.toContain(second);
  }, 60_000);
});

/** The next token, as two thirds of the life of the one before were over. */
async function renewed(jada: Pick<DeployedWorld, 'deployment'>, ask: () => Promise<string>): Promise<string> {
  await ageAgent({ ...jada }, 'mayor', 6 * HOUR);
  return await ask();
}

function objectIn(text: string | undefined) {
  const read: Json | undefined = parseJson(text ?? '');
  if (read === undefined || !isJsonObject(read)) throw new Error(`expected an object: ${text}`);
  return read;
}
