/** One host with one token in the emulator of AWS: its queue, secret, parameter, ledger and role, made by hand. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const REGION = 'us-east-1';
const DEPLOYMENT = 'bench';
const HOST = 'box';
const TOKEN = 'crew';

/**
 * @param folder gets `host.json`, `credentials` and the directory of the sink
 * @returns what saves tokens and tells the host, as the broker does
 */
export async function emulatedHost({ endpoint, folder }) {
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const sqs = new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
  const secretsManager = new SecretsManagerClient(config);
  const sts = new STSClient(config);
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: `evergrant-${DEPLOYMENT}-${HOST}` }),
  );
  const secret = `evergrant/${DEPLOYMENT}/token/${TOKEN}`;
  await secretsManager.send(new CreateSecretCommand({ Name: secret }));
  await makeTable(new DynamoDBClient(config));
  const sink = join(folder, 'sink');
  mkdirSync(sink);
  await new SSMClient(config).send(
    new PutParameterCommand({
      Name: `/evergrant/${DEPLOYMENT}/host/${HOST}`,
      Type: 'String',
      Value: JSON.stringify({ schema: 1, declaration: declaration(join(sink, 'token.json')) }),
    }),
  );
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  const role = await makeRole(new CloudFormationClient(config), Account);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'mi-bench' }),
  );
  writeIdentity(folder, { account: Account, credentials: Credentials });
  return {
    token: TOKEN,
    /** A successor is in the secret store when this returns. */
    async save(generation) {
      const token = `token-${generation}-${'x'.repeat(1_000)}`;
      const at = Date.now();
      const access = { token, tokenType: 'Bearer', issuedAt: at, expiresAt: at + 3_600_000 };
      const value = JSON.stringify({ schema: 1, generation, access, scopes: [] });
      await secretsManager.send(new PutSecretValueCommand({ SecretId: secret, SecretString: value }));
      const fingerprint = createHash('sha256').update(token).digest('hex').slice(0, 12);
      return { fingerprint };
    },
    /** The generation of the token that is in force. */
    async read() {
      const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secret }));
      return JSON.parse(SecretString).generation;
    },
    async tell(generation) {
      const MessageBody = JSON.stringify({ schema: 1, credential: TOKEN, generation });
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    },
  };
}

function declaration(file) {
  return {
    version: 1,
    deployment: DEPLOYMENT,
    engine: { kind: 'aws', region: REGION },
    clients: { google: { issuer: 'google', publishingStatus: 'production', clientId: 'desk' } },
    grants: { [TOKEN]: { client: 'google', scopes: ['spreadsheets'] } },
    sinks: { file: { token: TOKEN, file } },
    daemons: { reader: { external: true, uses: ['file'] } },
    hosts: { [HOST]: { kind: 'external', daemons: ['reader'] } },
  };
}

async function makeTable(client) {
  const key = (name, type) => ({ AttributeName: name, KeyType: type });
  await client.send(
    new CreateTableCommand({
      TableName: `evergrant-${DEPLOYMENT}`,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    }),
  );
}

/** May do everything: what it may do in a deployment is shown elsewhere. */
async function makeRole(client, account) {
  const allow = (more) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
  const trust = { Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const RoleName = `evergrant-${DEPLOYMENT}-host-${HOST}`;
  const Role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: allow(trust),
      Policies: [{ PolicyName: 'all', PolicyDocument: allow({ Action: '*', Resource: '*' }) }],
    },
  };
  const TemplateBody = JSON.stringify({ Resources: { Role } });
  await client.send(
    new CreateStackCommand({ StackName: RoleName, TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  );
  await waitUntilStackCreateComplete({ client, maxWaitTime: 60 }, { StackName: RoleName });
  return `arn:aws:iam::${account}:role/${RoleName}`;
}

function writeIdentity(folder, { account, credentials }) {
  const file = join(folder, 'credentials');
  const lines = [
    '[default]',
    `aws_access_key_id = ${credentials.AccessKeyId}`,
    `aws_secret_access_key = ${credentials.SecretAccessKey}`,
    `aws_session_token = ${credentials.SessionToken}`,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  const identity = { kind: 'sharedCredentials', file, profile: 'default' };
  const host = { schema: 1, deployment: DEPLOYMENT, host: HOST, region: REGION, account, identity };
  writeFileSync(join(folder, 'host.json'), JSON.stringify(host));
}
