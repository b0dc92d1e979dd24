import { KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { SecretsManagerSecrets } from '../../../adapters/secrets-manager/secrets-manager-secrets.ts';
import type { SecretId } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';
import type { AwsCall } from '../../support/aws/aws-service.ts';
import type { AwsFault } from '../../support/aws/fault.ts';
import { type SimulatedAws, simulatedAws } from '../../support/aws/simulated-aws.ts';
import { deploySecrets } from '../../support/deploy-secrets.ts';
import { LeapingClock } from '../../support/fakes/leaping-clock.ts';

const start = simulatedAws();
const ID: SecretId = 'grant/crew-sheets';
const NAME = 'evergrant/jada/grant/crew-sheets';
const V1 = '11111111-1111-5111-8111-111111111111';
const V2 = '22222222-2222-5222-8222-222222222222';
const value = new SecretText('{"refreshToken":"r1-very-secret"}');

describe('a secret that is not as it was deployed', () => {
  it('is named when it does not exist, whatever is asked', async () => {
    const { secrets } = await deploySecrets(await start());
    const asked: readonly (() => Promise<unknown>)[] = [
      () => secrets.read('grant/nobody', V1),
      () => secrets.labelled('grant/nobody', 'AWSCURRENT'),
      () => secrets.versions('grant/nobody'),
      () => secrets.prepare('grant/nobody', V1),
      () => secrets.put('grant/nobody', { versionId: V1, value, label: 'EVERGRANT_NEXT' }),
      () => secrets.move('grant/nobody', 'AWSCURRENT', { to: V1, from: undefined }),
      () => secrets.prune('grant/nobody', [V1]),
    ];
    for (const ask of asked) {
      await expect(ask()).rejects.toMatchObject({
        code: 'AwsResourceMissing',
        message: 'secret evergrant/jada/grant/nobody: there is none in this account and Region',
        remedy: expect.stringContaining('npx cdk deploy'),
      });
    }
  });

  it('is named when it is marked for deletion, and works again when it was restored', async () => {
    const { secrets, client } = await deploySecrets(await start());
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    await client.send(new DeleteSecretCommand({ SecretId: NAME }));
    const deleted = {
      code: 'SecretDeleted',
      remedy: expect.stringContaining(`restore-secret --secret-id ${NAME}`),
    };
    await expect(secrets.read(ID, V1)).rejects.toMatchObject(deleted);
    await expect(secrets.prepare(ID, V2)).rejects.toMatchObject(deleted);
    await expect(secrets.put(ID, { versionId: V2, value, label: 'AWSCURRENT' })).rejects.toMatchObject(
      deleted,
    );
    await expect(secrets.move(ID, 'AWSCURRENT', { to: V1, from: V2 })).rejects.toMatchObject(deleted);
    await client.send(new RestoreSecretCommand({ SecretId: NAME }));
    expect((await secrets.read(ID, V1))?.reveal()).toBe(value.reveal());
  });

  it('is undefined, and no fault, while nothing was ever put in it', async () => {
    const { secrets } = await deploySecrets(await start());
    expect(await secrets.read(ID, V1)).toBeUndefined();
    await secrets.prepare(ID, V1);
  });

  it('is still read by version after a person wrote nonsense into it, and the nonsense stays too', async () => {
    const { secrets, client } = await deploySecrets(await start());
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    const byHand = await client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'hunter2' }));
    expect((await secrets.read(ID, V1))?.reveal()).toBe(value.reveal());
    expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(byHand.VersionId);
    expect(await secrets.versions(ID)).toContain(byHand.VersionId);
    await secrets.put(ID, { versionId: V2, value, label: 'EVERGRANT_NEXT' });
    expect(await secrets.move(ID, 'AWSCURRENT', { to: V2, from: byHand.VersionId })).toBe(true);
  });

  it('is damaged where a person stored bytes', async () => {
    const { secrets, client } = await deploySecrets(await start());
    const command = new PutSecretValueCommand({ SecretId: NAME, SecretBinary: Buffer.of(0, 255) });
    const { VersionId = '' } = await client.send(command);
    await expect(secrets.read(ID, VersionId)).rejects.toMatchObject({
      code: 'SecretDamaged',
      message: expect.stringContaining(NAME),
    });
  });
});

describe('the customer key of a secret', () => {
  it('that is disabled stops reading, proving and storing before anything is lost', async () => {
    const { secrets, key } = await deploySecrets(await start());
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    key.state = 'Disabled';
    const unusable = { code: 'AwsKeyUnusable', message: expect.stringContaining(NAME) };
    await expect(secrets.read(ID, V1)).rejects.toMatchObject(unusable);
    await expect(secrets.prepare(ID, V2)).rejects.toMatchObject(unusable);
    await expect(secrets.put(ID, { versionId: V2, value, label: 'AWSCURRENT' })).rejects.toMatchObject(
      unusable,
    );
    key.state = 'PendingDeletion';
    await expect(secrets.prepare(ID, V2)).rejects.toMatchObject(unusable);
    key.state = 'Enabled';
    await secrets.prepare(ID, V2);
    expect((await secrets.read(ID, V1))?.reveal()).toBe(value.reveal());
  });

  it('is asked in prepare under the encryption context that the write will have', async () => {
    const aws = await start();
    const { secrets } = await deploySecrets(aws);
    await secrets.prepare(ID, V1);
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    const [proof, write] = aws.calls.filter(({ action }) => action === 'kms:GenerateDataKey');
    expect(proof?.via).toBeUndefined();
    expect(write?.via).toBe('secretsmanager');
    expect(proof?.input.EncryptionContext).toEqual(write?.input.EncryptionContext);
  });
});

describe('the way to a secret', () => {
  it('that is denied names action and secret', async () => {
    const denied = new Set(['secretsmanager:PutSecretValue', 'kms:GenerateDataKey']);
    const aws = await start({
      authorize: ({ principal }, { action }) =>
        principal === 'broker' && denied.has(action) ? 'deny' : 'allow',
    });
    const { secrets } = await deploySecrets(aws);
    await expect(secrets.prepare(ID, V1)).rejects.toMatchObject({
      code: 'AwsDenied',
      message: expect.stringMatching(/^key arn:aws:kms:\S+ of secret \S+: .*kms:GenerateDataKey$/),
    });
    await expect(secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' })).rejects.toMatchObject({
      code: 'AwsDenied',
      message: `secret ${NAME}: whoever calls is not allowed secretsmanager:PutSecretValue`,
    });
  });

  it('is tried again when it is throttled, and gives up at the third time', async () => {
    let throttles = 2;
    const aws = await start({
      fault: ({ action }) =>
        action === 'secretsmanager:PutSecretValue' && throttles-- > 0 ? { kind: 'throttle' } : undefined,
    });
    const { secrets } = await deploySecrets(aws);
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    throttles = 100;
    const put = secrets.put(ID, { versionId: V2, value, label: 'AWSCURRENT' });
    await expect(put).rejects.toMatchObject({ code: 'AwsThrottled', retryable: true });
    expect(throttles).toBe(97);
  });

  it.each<AwsFault>([{ kind: 'dropBefore' }, { kind: 'dropAfter' }])(
    'stores a value once when the connection is lost ($kind)',
    async (fault) => {
      const aws = await start({ fault: once('secretsmanager:PutSecretValue', fault) });
      const { secrets } = await deploySecrets(aws);
      await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V1);
      expect(await secrets.versions(ID)).toEqual([V1]);
    },
  );

  it('finds a label moved where the answer to the move was lost, though it cannot say by whom', async () => {
    const aws = await start({
      fault: once('secretsmanager:UpdateSecretVersionStage', { kind: 'dropAfter' }),
    });
    const { secrets } = await deploySecrets(aws);
    await secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    await secrets.put(ID, { versionId: V2, value, label: 'EVERGRANT_NEXT' });
    expect(await secrets.move(ID, 'AWSCURRENT', { to: V2, from: V1 })).toBe(false);
    expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe(V2);
  });

  it('is unreachable when nobody answers, and wrong when the credentials are for another Region', async () => {
    const aws = await start();
    await deploySecrets(aws);
    await expect(through(aws, { region: 'eu-west-1' }).labelled(ID, 'AWSCURRENT')).rejects.toMatchObject({
      code: 'AwsCredentials',
    });
    await aws.stop();
    await expect(through(aws, {}).labelled(ID, 'AWSCURRENT')).rejects.toMatchObject({
      code: 'AwsUnreachable',
      retryable: true,
    });
  });

  it('never carries a value in a fault', async () => {
    const { secrets } = await deploySecrets(await start());
    await secrets.put(ID, { versionId: V1, value: new SecretText('r0-very-secret'), label: 'AWSCURRENT' });
    const put = secrets.put(ID, { versionId: V1, value, label: 'AWSCURRENT' });
    const fault: unknown = await put.catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'VersionTaken' });
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toMatch(/very-secret/);
  });
});

function once(action: string, fault: AwsFault): (call: AwsCall) => AwsFault | undefined {
  let done = false;
  return (call) => {
    if (done || call.action !== action) return undefined;
    done = true;
    return fault;
  };
}

function through(aws: SimulatedAws, settings: { region?: string }): SecretsManagerSecrets {
  return new SecretsManagerSecrets({
    client: new SecretsManagerClient({ ...aws.client('broker'), ...settings }),
    kms: new KMSClient(aws.client('broker')),
    clock: new LeapingClock(),
    deployment: 'jada',
  });
}
