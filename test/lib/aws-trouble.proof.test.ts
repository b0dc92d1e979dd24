import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { functionName, secretName, tableName } from '../../core/wire.ts';
import { currentToken } from '../../host/broker/current-token.ts';
import { AwsError } from '../support/aws/aws-error.ts';
import type { AwsCall } from '../support/aws/aws-service.ts';
import type { AwsFault } from '../support/aws/fault.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { savesGrant } from '../support/mortal-refresh.ts';
import { outlastLock, rotationOf } from '../support/rotate-by-steps.ts';

const world = deployedWorlds();

/** A deployment whose token is due; `trouble` decides what goes wrong with the calls of `refresh`. */
async function due(trouble: (call: AwsCall) => AwsFault | undefined = () => undefined) {
  const jada = await world({
    fault: (call) =>
      call.principal.endsWith(`role/${functionName('jada', 'refresh')}`) ? trouble(call) : undefined,
  });
  await jada.login();
  await jada.age('crew', 50 * MINUTE);
  const { secrets } = jada.deployment;
  const { kms, dynamodb, secretsManager } = jada.app.aws.services;
  const [key] = kms.keys;
  if (!key) throw new Error('expected the customer key');
  return {
    ...jada,
    key,
    tables: dynamodb.tables,
    vault: secretsManager.vault,
    generation: async () => (await currentToken(secrets, 'sheets'))?.generation,
  };
}

const REFRESHED = [{ kind: 'returned', value: { looked: 1, passedOn: 0 } }];
const RENEW = { evergrant: 'refresh', credential: 'crew', unlessFingerprint: null };

/** DynamoDB's own word for it, beside the one that all services have. */
const SLOW_DOWN: AwsFault = {
  kind: 'refuse',
  error: new AwsError(
    'ProvisionedThroughputExceededException',
    'The level of configured throughput was exceeded',
  ),
};

describe('a customer key that is disabled', () => {
  it('stops every function before it sends anything, each naming the resource and the command; enabled, all goes on', async () => {
    const jada = await due();
    const { app, key, events, exchanges, generation } = jada;
    const finding = {
      type: 'finding',
      reason: 'AwsKeyUnusable',
      details: { remedy: expect.stringContaining('aws kms enable-key') },
    };
    key.state = 'Disabled';
    const table = 'table evergrant-jada: its customer key cannot be used';
    expect(await app.tick()).toMatchObject([{ kind: 'threw', errorMessage: expect.stringContaining(table) }]);
    expect(events('refresh').at(-1)).toMatchObject({ ...finding, message: expect.stringContaining(table) });
    expect(await app.invoke('refresh', RENEW)).toMatchObject({
      kind: 'returned',
      value: {
        kind: 'unavailable',
        reason: 'AwsKeyUnusable',
        remedy: expect.stringContaining('aws kms enable-key'),
      },
    });
    expect(events('refresh').at(-1)).toMatchObject({ ...finding, credential: 'crew' });
    const { step } = rotationOf(jada);
    expect(await step('createSecret', 'a2f0c1de-0000-4000-8000-000000000009')).toMatchObject({
      kind: 'threw',
      errorMessage: expect.stringContaining('its customer key cannot be used'),
    });
    expect(events('rotate').at(-1)).toMatchObject({ ...finding, credential: 'sheets' });
    expect(exchanges()).toEqual([]);
    key.state = 'Enabled';
    expect(await app.tick()).toEqual(REFRESHED);
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('after the request was sent loses nothing: the answer is held until the key is back', async () => {
    let refusals = 0;
    const { app, events, exchanges, generation } = await due((call) => {
      const isSaving = savesGrant(call) || (call.action === 'kms:GenerateDataKey' && refusals > 0);
      if (!isSaving || call.via !== undefined || refusals === 4) return undefined;
      refusals += 1;
      const code = savesGrant(call) ? 'EncryptionFailure' : 'DisabledException';
      return { kind: 'refuse', error: new AwsError(code, 'the key is disabled') };
    });
    expect(await app.tick()).toEqual(REFRESHED);
    expect([await generation(), exchanges().length, refusals]).toEqual([2, 1, 4]);
    expect(events('refresh').find(({ type }) => type === 'spilled')).toMatchObject({
      credential: 'crew',
      reason: 'HeldInMemory',
    });
  }, 120_000);
});

describe('a table that throttles', () => {
  it('for moments, in either word for it, is asked again until it answers, in the same tick', async () => {
    const times = new Map<string, number>();
    const { app, exchanges, generation } = await due(({ action }) => {
      const seen = times.get(action) ?? 0;
      if (!action.startsWith('dynamodb:') || seen === 2) return undefined;
      times.set(action, seen + 1);
      return seen === 0 ? SLOW_DOWN : { kind: 'throttle' };
    });
    expect(await app.tick()).toEqual(REFRESHED);
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
    expect([...times.keys()].toSorted()).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
    ]);
  }, 120_000);

  it('for long is named before anything is sent, and the first tick after it refreshes', async () => {
    let isThrottled = true;
    const { app, events, exchanges, generation } = await due(({ action }) =>
      isThrottled && action.startsWith('dynamodb:') ? SLOW_DOWN : undefined,
    );
    const message = 'table evergrant-jada: dynamodb:Query was throttled at every try';
    expect(await app.tick()).toMatchObject([
      { kind: 'threw', errorMessage: expect.stringContaining(message) },
    ]);
    expect(events('refresh').at(-1)).toMatchObject({
      type: 'finding',
      reason: 'AwsThrottled',
      message: expect.stringContaining(message),
      details: { remedy: expect.stringContaining("look at the service's quotas") },
    });
    expect(exchanges()).toEqual([]);
    isThrottled = false;
    expect(await app.tick()).toEqual(REFRESHED);
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
  }, 120_000);

  it('from the moment the answer is saved has it settled later, and nothing is sent again', async () => {
    let isThrottled = false;
    const jada = await due((call) => {
      if (isThrottled && call.action.startsWith('dynamodb:')) return SLOW_DOWN;
      isThrottled ||= savesGrant(call);
      return undefined;
    });
    expect(await jada.app.tick()).toMatchObject([{ kind: 'threw' }]);
    expect(jada.events('refresh').find(({ type }) => type === 'finding')).toMatchObject({
      credential: 'crew',
      reason: 'AwsThrottled',
    });
    expect([await jada.generation(), jada.exchanges().length]).toEqual([1, 1]);
    isThrottled = false;
    await outlastLock(jada);
    expect(await jada.app.tick()).toEqual(REFRESHED);
    expect([await jada.generation(), jada.exchanges().length]).toEqual([2, 1]);
  }, 180_000);
});

describe('a deployment of which something is missing', () => {
  it('says so when it is the table', async () => {
    const { app, tables, events } = await due();
    tables.delete(tableName('jada'));
    const message = 'table evergrant-jada: there is none in this account and Region';
    expect(await app.tick()).toMatchObject([{ kind: 'threw', errorMessage: message }]);
    expect(events('refresh').at(-1)).toMatchObject({
      reason: 'AwsResourceMissing',
      message,
      details: { remedy: expect.stringContaining('npx cdk deploy --all') },
    });
  }, 120_000);

  it('says so when it is a token secret, and puts the token there once that is deployed, without another exchange', async () => {
    const { app, vault, events, exchanges, generation, key } = await due();
    const name = secretName('jada', 'token/sheets');
    vault.remove(vault.get(name));
    for (let ticks = 0; ticks < 2; ticks += 1) {
      expect(await app.tick()).toEqual(REFRESHED);
      expect(events('refresh').at(-1)).toMatchObject({
        type: 'finding',
        credential: 'crew',
        reason: 'AwsResourceMissing',
        message: `secret ${name}: there is none in this account and Region`,
        details: { remedy: expect.stringContaining('npx cdk deploy --all') },
      });
    }
    const client = new SecretsManagerClient(app.aws.client('mateo'));
    await client.send(new CreateSecretCommand({ Name: name, KmsKeyId: key.arn }));
    expect(await app.tick()).toEqual(REFRESHED);
    expect([await generation(), exchanges().length]).toEqual([2, 1]);
  }, 120_000);
});
