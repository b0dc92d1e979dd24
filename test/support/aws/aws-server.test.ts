import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import type { AwsPermission } from './aws-service.ts';
import type { AwsFault } from './fault.ts';
import { simulatedAws } from './simulated-aws.ts';

const start = simulatedAws();

describe('the simulated AWS', () => {
  it('asks who may do what to which resource under which conditions', async () => {
    const asked: { principal: string; permission: AwsPermission }[] = [];
    const aws = await start({
      authorize: ({ principal }, permission) => {
        asked.push({ principal, permission });
        return 'allow';
      },
    });
    const key = aws.services.kms.addKey();
    const owner = new SecretsManagerClient(aws.client('role/owner'));
    const { ARN = '' } = await owner.send(
      new CreateSecretCommand({ Name: 'x', SecretString: 'v', KmsKeyId: key.arn }),
    );
    asked.length = 0;
    const host = new SecretsManagerClient(aws.client('role/host'));
    await host.send(new GetSecretValueCommand({ SecretId: 'x', VersionStage: 'AWSCURRENT' }));
    expect(asked).toMatchObject([
      {
        principal: 'role/host',
        permission: {
          action: 'secretsmanager:GetSecretValue',
          resource: ARN,
          context: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
        },
      },
      {
        principal: 'role/host',
        permission: {
          action: 'kms:Decrypt',
          resource: key.arn,
          context: {
            'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
            'kms:EncryptionContext:SecretARN': ARN,
          },
        },
      },
    ]);
  });

  it('refuses what is denied before anything is done', async () => {
    const aws = await start({
      authorize: (_, { action }) => (action === 'secretsmanager:PutSecretValue' ? 'deny' : 'allow'),
    });
    const client = new SecretsManagerClient(aws.client());
    await client.send(new CreateSecretCommand({ Name: 'x' }));
    const put = client.send(new PutSecretValueCommand({ SecretId: 'x', SecretString: 'v' }));
    await expect(put).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(
      (await client.send(new DescribeSecretCommand({ SecretId: 'x' }))).VersionIdsToStages,
    ).toBeUndefined();
    expect(aws.calls.map(({ action, failure }) => [action, failure])).toContainEqual([
      'secretsmanager:PutSecretValue',
      'AccessDeniedException',
    ]);
  });

  it.each<[AwsFault, boolean]>([
    [{ kind: 'throttle' }, false],
    [{ kind: 'dropBefore' }, false],
    [{ kind: 'dropAfter' }, true],
  ])('fails a call on purpose, before or after it was done: %j', async (fault, done) => {
    const aws = await start({
      fault: ({ action }) => (action === 'secretsmanager:PutSecretValue' ? fault : undefined),
    });
    const client = new SecretsManagerClient(aws.client());
    await client.send(new CreateSecretCommand({ Name: 'x' }));
    await expect(
      client.send(new PutSecretValueCommand({ SecretId: 'x', SecretString: 'v' })),
    ).rejects.toThrow();
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 'x' }));
    expect(VersionIdsToStages !== undefined).toBe(done);
  });

  it('refuses what is signed by another time than its own, and says what time it is', async () => {
    let clock = Date.now() + 3_600_000;
    const aws = await start({ clock: () => clock });
    const client = new SecretsManagerClient(aws.client());
    const look = () => client.send(new DescribeSecretCommand({ SecretId: 'x' }));
    await expect(look()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    // The client goes by the time that it was told.
    await expect(look()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    clock = Date.now();
    await expect(look()).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(look()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('answers nobody whose request is not signed', async () => {
    const aws = await start();
    const answer = await fetch(aws.endpoint, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
