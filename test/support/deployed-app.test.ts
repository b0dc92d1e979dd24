import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { simulatedAws } from './aws/simulated-aws.ts';
import { type DeployedApp, deployApp } from './deployed-app.ts';
import type { JsonObject } from './json.ts';
import { temporaryFolders } from './temporary-folder.ts';

const HANDLER = `
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
const client = new SecretsManagerClient({ maxAttempts: 1 });
export const handler = async ({ read, Records }) => {
  console.log('reads', read);
  if (Records) return { batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) };
  const { Name } = await client.send(new DescribeSecretCommand({ SecretId: read }));
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: read, VersionStage: 'AWSCURRENT' }));
  return { [Name]: SecretString };
};`;

const statement = (Action: readonly string[], Resource: JsonObject | string) => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const policy = (...Statement: readonly JsonObject[]) => ({ Version: '2012-10-17', Statement });
const trust = (Service: string) =>
  policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } });
const ROOT = { AWS: { 'Fn::Sub': `arn:aws:iam::\${AWS::AccountId}:root` } };

const TEMPLATE: JsonObject = {
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: policy({ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' }) },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'reader', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') },
    },
    RolePolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'RolePolicy',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: policy(
          statement(
            ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
            'arn:aws:secretsmanager:*:*:secret:mine/*',
          ),
          statement(['secretsmanager:DescribeSecret'], 'arn:aws:secretsmanager:*:*:secret:other/*'),
          statement(['kms:Decrypt', 'kms:Encrypt'], arn('Key')),
          statement(['logs:CreateLogStream', 'logs:PutLogEvents'], arn('Log')),
          statement(['sqs:ReceiveMessage', 'sqs:DeleteMessage'], arn('Queue')),
        ),
      },
    },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/test/reader' } },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'test-reader',
        Role: arn('Role'),
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        MemorySize: 256,
        Timeout: 20,
        Environment: { Variables: {} },
        Code: { S3Bucket: 'assets', S3Key: 'one.zip' },
        LoggingConfig: { LogGroup: { Ref: 'Log' } },
      },
      DependsOn: ['RolePolicy'],
    },
    ScheduleRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'scheduler',
        AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'invoke',
            PolicyDocument: policy(statement(['lambda:InvokeFunction'], arn('Function'))),
          },
        ],
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'tick',
        Target: { Arn: arn('Function'), RoleArn: arn('ScheduleRole'), Input: '{"read":"mine/secret"}' },
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 0 } },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: arn('Queue'),
        FunctionName: { Ref: 'Function' },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  },
};

describe('a deployed app', () => {
  const start = simulatedAws();
  const folder = temporaryFolders();
  const running: DeployedApp[] = [];
  afterEach(() => {
    for (const app of running.splice(0)) app.stop();
  });

  const deployed = async () => {
    const bundles = folder();
    mkdirSync(join(bundles, 'reader'));
    await build({
      stdin: { contents: HANDLER, resolveDir: process.cwd() },
      outfile: join(bundles, 'reader', 'index.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const app = await deployApp({ stacks: [{ name: 'Test', template: TEMPLATE }], bundles, start });
    running.push(app);
    const client = new SecretsManagerClient(app.aws.client());
    const KmsKeyId = app.resources.find(({ logicalId }) => logicalId === 'Key')?.attributes.Arn;
    for (const Name of ['mine/secret', 'other/secret']) {
      await client.send(new CreateSecretCommand({ Name, KmsKeyId, SecretString: `value of ${Name}` }));
    }
    return app;
  };

  it('runs a function on its schedule with what its role allows, and names what is granted in vain', async () => {
    const app = await deployed();
    expect(await app.tick()).toEqual([
      { kind: 'returned', value: { 'mine/secret': 'value of mine/secret' } },
    ]);
    expect(app.denials).toEqual([]);
    const key = app.resources.find(({ logicalId }) => logicalId === 'Key')?.attributes.Arn;
    const queue = 'arn:aws:sqs:us-east-1:123456789012:work';
    expect(app.unused()).toEqual([
      'reader: secretsmanager:DescribeSecret on arn:aws:secretsmanager:*:*:secret:other/*',
      `reader: kms:Encrypt on ${key}`,
      `reader: sqs:ReceiveMessage on ${queue}`,
      `reader: sqs:DeleteMessage on ${queue}`,
    ]);
    expect(app.aws.services.logs.groups.get('/test/reader')?.events).toMatchObject([
      { message: 'reads mine/secret' },
    ]);
  });

  it('denies a function what its role does not allow', async () => {
    const app = await deployed();
    expect(await app.invoke('reader', { read: 'other/secret' })).toMatchObject({
      kind: 'threw',
      errorType: 'AccessDeniedException',
    });
    expect(app.denials).toMatchObject([
      { action: 'secretsmanager:GetSecretValue', why: 'no policy allows it' },
    ]);
  });

  it('kills a function at a call, and runs it again', async () => {
    const app = await deployed();
    app.dieAtCall('reader', { call: 2, done: true });
    expect(await app.invoke('reader', { read: 'mine/secret' })).toMatchObject({
      kind: 'died',
      signal: 'SIGKILL',
    });
    const calls = app.aws.calls
      .filter(({ principal }) => principal.startsWith('arn:'))
      .map(({ action }) => action);
    expect(calls).toEqual(
      expect.arrayContaining(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']),
    );
    expect(await app.invoke('reader', { read: 'mine/secret' })).toMatchObject({ kind: 'returned' });
  });

  it('feeds a function from its queue, and keeps what it could not do', async () => {
    const app = await deployed();
    const queue = app.resources.find(({ logicalId }) => logicalId === 'Queue');
    const client = new SQSClient(app.aws.client());
    for (const MessageBody of ['good', 'bad']) {
      await client.send(new SendMessageCommand({ QueueUrl: queue?.ref, MessageBody }));
    }
    expect(await app.poll()).toMatchObject([{ kind: 'returned', value: { batchItemFailures: [{}] } }]);
    expect(await app.poll()).toMatchObject([{ kind: 'returned', value: { batchItemFailures: [{}] } }]);
    expect(app.denials).toEqual([]);
  });

  it.each<[string, string, JsonObject, RegExp]>([
    [
      'writes a secret',
      'AWS::SecretsManager::Secret',
      { Name: 'x', KmsKeyId: 'k', SecretString: 'y' },
      /SecretString/,
    ],
    [
      'uses a key of somebody else',
      'AWS::SQS::Queue',
      { QueueName: 'x', KmsMasterKeyId: 'k' },
      /not of this deployment/,
    ],
    ['makes what is not known', 'AWS::S3::Bucket', {}, /the resource type AWS::S3::Bucket/],
  ])('refuses a template that %s', async (_, Type, Properties, message) => {
    const template = { Resources: { One: { Type, Properties } } };
    const app = deployApp({ stacks: [{ name: 'Test', template }], bundles: folder(), start });
    await expect(app).rejects.toThrow(message);
  });
});
