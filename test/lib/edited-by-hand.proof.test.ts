import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { SecretText } from '../../core/secret-text.ts';
import { MINUTE } from '../../core/time.ts';
import { secretName, tableName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { rotationOf, STEPS } from '../support/rotate-by-steps.ts';

const world = deployedWorlds();

const NONSENSE = new SecretText('nonsense');
const RENEW = { evergrant: 'refresh', credential: 'crew', unlessFingerprint: null };

/** A deployment with a token in force, and a person who edits what they should not. */
async function signedIn() {
  const jada = await world();
  await jada.login();
  const { secrets, ledger } = jada.deployment;
  const { secretsManager, dynamodb } = jada.app.aws.services;
  return {
    ...jada,
    /** As the console's "Edit secret" does. */
    edit: (id: 'grant/crew' | 'token/sheets') =>
      secrets.put(id, { versionId: randomUUID(), value: NONSENSE, label: 'AWSCURRENT' }),
    grantSecret: secretsManager.vault.get(secretName('jada', 'grant/crew')),
    table: dynamodb.tables.get(tableName('jada')),
    generation: async () => (await currentToken(secrets, 'sheets'))?.generation,
    state: async () => (await ledger.read('grant', 'crew'))?.item,
  };
}

describe('a grant secret that was edited by hand', () => {
  it('changes nothing: the version that the ledger names is read, and the next refresh puts its successor in force', async () => {
    const { app, age, edit, generation, grantSecret, state, exchanges } = await signedIn();
    await edit('grant/crew');
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
    expect(grantSecret.versions.labels.get('AWSCURRENT')).toBe((await state())?.settled?.grantVersionId);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('so often that AWS let the good version go is named, sends nothing, and is mended by the login that it names', async () => {
    const { app, age, edit, login, events, grantSecret, state, generation, exchanges } = await signedIn();
    const good = (await state())?.settled?.grantVersionId ?? '';
    await edit('grant/crew');
    await edit('grant/crew');
    const { stored, labels } = grantSecret.versions;
    grantSecret.write(
      {
        stored: new Map([...stored].filter(([versionId]) => versionId !== good)),
        labels: new Map([...labels].filter(([, versionId]) => versionId !== good)),
      },
      0,
    );
    await age('crew', 56 * MINUTE);
    await app.tick();
    expect(exchanges()).toEqual([]);
    expect(events('refresh').find(({ type }) => type === 'refreshFailed')).toMatchObject({
      credential: 'crew',
      reason: 'StoreLagging',
      message: 'generation 1 of grant crew is settled and not readable in the store',
      details: { remedy: expect.stringContaining('evergrant login crew') },
    });
    expect(events('refresh').find(({ type }) => type === 'incidentOpened')).toMatchObject({
      credential: 'crew',
      message: expect.stringContaining('not readable in the store'),
      details: { remedy: expect.stringContaining('evergrant login crew') },
    });
    await login();
    await age('crew', 50 * MINUTE);
    await app.tick();
    expect([await generation(), exchanges().length]).toEqual([3, 1]);
    expect(events('refresh').at(-1)).toMatchObject({ type: 'incidentClosed' });
    expect(app.denials).toEqual([]);
  }, 120_000);
});

describe('a token secret that was edited by hand', () => {
  it.each([
    ['a refresh that somebody asks for', { ...RENEW }],
    ['the next tick', { evergrant: 'tick' }],
  ])(
    'is put right by %s',
    async (_, event) => {
      const { app, age, edit, generation, exchanges } = await signedIn();
      await edit('token/sheets');
      expect(await generation()).toBeUndefined();
      await age('crew', 50 * MINUTE);
      expect(await app.invoke('refresh', event)).toMatchObject({ kind: 'returned' });
      expect([await generation(), exchanges().length]).toEqual([2, 1]);
      expect(app.denials).toEqual([]);
    },
    120_000,
  );

  it('is put right by its rotation', async () => {
    const jada = await signedIn();
    await jada.edit('token/sheets');
    await jada.age('crew', 30 * MINUTE);
    expect((await rotationOf(jada).rotate()).steps).toEqual(STEPS.map((Step) => ({ Step, ok: true })));
    expect([await jada.generation(), jada.exchanges().length]).toEqual([2, 1]);
  }, 120_000);
});

describe('a ledger item', () => {
  it('that is missing is made anew from the grant secret when a refresh is asked for, and the token is renewed', async () => {
    const { app, table, events, generation, state, exchanges } = await signedIn();
    table?.remove({ pk: { S: 'grant#crew' }, sk: { S: 'STATE' } });
    expect(await app.invoke('refresh', RENEW)).toMatchObject({
      kind: 'returned',
      value: { kind: 'refreshed', generation: 2 },
    });
    expect(events('refresh').find(({ type }) => type === 'recovered')).toMatchObject({
      credential: 'crew',
      reason: 'StateMended',
    });
    expect([await generation(), (await state())?.settled?.generation, exchanges().length]).toEqual([2, 2, 1]);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('that was edited into nonsense is mended by the next tick', async () => {
    const { app, table, age, events, generation, exchanges } = await signedIn();
    await age('crew', 50 * MINUTE);
    const item = table?.at('grant#crew');
    table?.put({ ...item, item: { S: 'nonsense' } });
    await app.tick();
    expect(events('refresh').find(({ type }) => type === 'recovered')).toMatchObject({
      reason: 'StateMended',
    });
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
    expect(app.denials).toEqual([]);
  }, 120_000);
});

describe('a secret that is not ours', () => {
  it.each([
    ['billing/password', 'NotOurSecret', 'cancel-rotate-secret --secret-id billing/password'],
    [secretName('jada', 'grant/crew'), 'NotOurSecret', 'cancel-rotate-secret'],
  ])(
    'and has our function for its rotation is left alone: %s',
    async (name, reason, remedy) => {
      const { app, events } = await signedIn();
      const { vault, rotation } = app.aws.services.secretsManager;
      const client = new SecretsManagerClient(app.aws.client('mateo'));
      if (!vault.find(name))
        await client.send(new CreateSecretCommand({ Name: name, SecretString: 'theirs' }));
      const before = vault.get(name).versions;
      rotation.attempts = 1;
      const from = rotation.steps.length;
      await client.send(
        new RotateSecretCommand({ SecretId: name, RotationLambdaARN: app.function('rotate').arn }),
      );
      await rotation.finished();
      expect(rotation.steps.slice(from)).toMatchObject([
        { Step: 'createSecret', failure: expect.anything() },
      ]);
      expect(vault.get(name).versions.labels.get('AWSCURRENT')).toBe(before.labels.get('AWSCURRENT'));
      expect(events('rotate').at(-1)).toMatchObject({
        type: 'finding',
        credential: name,
        reason,
        details: { remedy: expect.stringContaining(remedy) },
      });
      expect(app.denials).toEqual([]);
    },
    120_000,
  );
});
