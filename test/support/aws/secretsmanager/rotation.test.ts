import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';
import type { RotationEvent } from './rotation-driver.ts';

const start = simulatedAws();
const SecretId = 'evergrant/jada/token/sheets';
const RotationLambdaARN = 'arn:aws:lambda:us-east-1:123456789012:function:evergrant-jada-rotate';

describe('the rotation of a simulated secret', () => {
  it('calls the function once for each step, with the ARN and the id of the new version', async () => {
    const { rotate, rotation, secret, labels } = await deployed();
    rotation.invoke = (_, event) => secret.step(event);
    const { VersionId = '' } = await rotate();
    await rotation.finished();
    expect(rotation.steps.map(({ Step }) => Step)).toEqual([
      'createSecret',
      'setSecret',
      'testSecret',
      'finishSecret',
    ]);
    const { ARN } = await secret.describe();
    for (const { SecretId: arn, ClientRequestToken } of rotation.steps)
      expect([arn, ClientRequestToken]).toEqual([ARN, VersionId]);
    expect((await labels()).AWSCURRENT).toBe(VersionId);
    expect((await secret.describe()).LastRotatedDate).toBeInstanceOf(Date);
  });

  it('begins with AWSPENDING on a version that has no value', async () => {
    const { rotate, rotation, client, labels } = await deployed();
    let seen: unknown;
    let pending: string | undefined;
    rotation.invoke = async (_, { Step, ClientRequestToken: VersionId }) => {
      if (Step !== 'createSecret') return;
      pending = (await labels()).AWSPENDING;
      const read = new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' });
      seen = await client.send(read).catch((error: unknown) => error);
    };
    const { VersionId } = await rotate();
    await rotation.finished();
    expect(pending).toBe(VersionId);
    expect(seen).toBeInstanceOf(ResourceNotFoundException);
  });

  it('starts again after a step that failed, and leaves AWSPENDING, which blocks the next one', async () => {
    const { rotate, rotation, client, labels } = await deployed();
    rotation.attempts = 2;
    rotation.invoke = async (_, { Step }) => {
      if (Step === 'setSecret') throw new Error('no');
    };
    const { VersionId } = await rotate();
    await rotation.finished();
    expect(rotation.steps.map(({ Step }) => Step)).toEqual([
      'createSecret',
      'setSecret',
      'createSecret',
      'setSecret',
    ]);
    expect((await labels()).AWSPENDING).toBe(VersionId);
    await expect(rotate()).rejects.toBeInstanceOf(InvalidRequestException);
    await client.send(new CancelRotateSecretCommand({ SecretId }));
    await expect(rotate()).rejects.toBeInstanceOf(InvalidRequestException);
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: VersionId,
      }),
    );
    await rotate();
    await rotation.finished();
  });

  it('is only tried, with testSecret and a version that goes again, when it shall not begin at once', async () => {
    const { rotate, rotation, labels } = await deployed();
    const before = await labels();
    let pending: string | undefined;
    rotation.invoke = async () => {
      pending = (await labels()).AWSPENDING;
    };
    await rotate({ RotateImmediately: false });
    await rotation.finished();
    expect(rotation.steps.map(({ Step, ClientRequestToken }) => [Step, ClientRequestToken])).toEqual([
      ['testSecret', pending],
    ]);
    expect(await labels()).toEqual(before);
  });

  it('stops when it is cancelled, and needs a function', async () => {
    const { client, rotate, rotation, secret } = await deployed();
    await expect(client.send(new RotateSecretCommand({ SecretId }))).rejects.toBeInstanceOf(
      InvalidRequestException,
    );
    rotation.invoke = async (_, { Step }) => {
      if (Step === 'setSecret') await client.send(new CancelRotateSecretCommand({ SecretId }));
    };
    await rotate();
    await rotation.finished();
    expect(rotation.steps.at(-1)?.Step).toBe('setSecret');
    expect((await secret.describe()).RotationEnabled).toBe(false);
  });

  it.each(['rate(3 hours)', 'rate(45 minutes)', 'cron(30 8 * * ? *)'])(
    'refuses the schedule %s',
    async (schedule) => {
      const { rotate } = await deployed();
      const refused = rotate({ RotationRules: { ScheduleExpression: schedule } });
      await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );
});

async function deployed() {
  const aws = await start();
  const { rotation } = aws.services.secretsManager;
  const client = new SecretsManagerClient(aws.client());
  await client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'first' }));
  const describe = () => client.send(new DescribeSecretCommand({ SecretId }));
  const labels = async (): Promise<Readonly<Record<string, string>>> => {
    const { VersionIdsToStages = {} } = await describe();
    return Object.fromEntries(
      Object.entries(VersionIdsToStages).flatMap(([id, stages]) => stages.map((stage) => [stage, id])),
    );
  };
  /** What AWS's template does. */
  const step = async ({ Step, ClientRequestToken }: RotationEvent) => {
    if (Step === 'createSecret') {
      const put = { SecretId, ClientRequestToken, SecretString: 'second', VersionStages: ['AWSPENDING'] };
      await client.send(new PutSecretValueCommand(put));
    }
    if (Step !== 'finishSecret') return;
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        RemoveFromVersionId: (await labels()).AWSCURRENT,
      }),
    );
  };
  return {
    client,
    rotation,
    labels,
    secret: { describe, step },
    rotate: (more: Partial<RotateSecretCommandInput> = {}) =>
      client.send(new RotateSecretCommand({ SecretId, RotationLambdaARN, ...more })),
  };
}
