import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import {
  daemonAlarm,
  daemonLogGroup,
  functionName,
  healthAlarm,
  hostLogGroup,
  hostParameter,
  hostQueueName,
  hostRoleName,
  secretName,
  tableName,
} from '../../core/wire.ts';
import { urlEvent } from '../support/agent-deployment.ts';
import { compositeAlarm, metricAlarm, snsEvent } from '../support/alarm-messages.ts';
import { type DeployedWorld, deployedWorlds } from '../support/deployed-world.ts';
import { REVIEWED_ACTIONS } from '../support/iam/reviewed-actions.ts';
import { parseJson } from '../support/json.ts';
import { outlastLock, rotationOf, STEPS } from '../support/rotate-by-steps.ts';
import { twoIssuers } from '../support/two-issuers.ts';

/** One more than a run looks at by itself, so that it passes one on. */
const GRANTS = Array.from({ length: 11 }, (_, at) => `grant-${at + 1}`);

const issuers = twoIssuers({ well: GRANTS, sick: [] });
const world = deployedWorlds({
  declaration: (issuer, sick) => ({
    ...issuers(issuer, sick),
    signingKeys: { gastown: { issuer: 'https://gt.example.com' } },
    tokens: { mayor: { signingKey: 'gastown', audience: 'gastown-worker' } },
    daemons: { 'port-sheet': { external: true, uses: [{ token: 'grant-1', via: 'socket' }] } },
    hosts: { host: { kind: 'external', daemons: ['port-sheet'], tokens: ['mayor'] } },
  }),
});
const HOST = `arn:aws:iam::123456789012:role/${hostRoleName('jada', 'host')}`;

describe('the roles of a deployment, through everything that the functions do', () => {
  it('are denied nothing, and are granted no action that is neither used nor reviewed', async () => {
    let isFull = false;
    const jada = await world({
      fault: ({ action, principal }) =>
        isFull && principal.startsWith('arn:') && action === 'secretsmanager:PutSecretValue'
          ? { kind: 'throttle' }
          : undefined,
    });
    const { app } = jada;
    for (const grant of GRANTS) await jada.login(grant);
    await refreshAndPassOn(jada);
    await rotate(jada, 'grant-1');
    isFull = true;
    await jada.age('grant-2', 50 * MINUTE);
    await app.tick();
    await jada.age('grant-3', 30 * MINUTE);
    await rotationOf(jada, 'grant-3').rotate();
    isFull = false;
    for (const grant of ['grant-2', 'grant-3']) await outlastLock(jada, grant);
    await jada.age('grant-2', 50 * MINUTE);
    await app.tick();
    await rotationOf(jada, 'grant-3').step('createSecret', 'a2f0c1de-0000-4000-8000-000000000003');
    await actAsHost(jada);
    await signAndServe(jada);
    jada.server.revokeGrant('ops@example.com');
    await rotate(jada, 'grant-4');
    await jada.age('grant-5', 50 * MINUTE);
    await app.tick();
    await ring(jada);

    expect(app.denials).toEqual([]);
    const unused = [...new Set(app.unused().map(actionOf))].sort();
    expect(unused).toEqual(Object.keys(REVIEWED_ACTIONS).sort());
  }, 240_000);
});

/** A right without its resources: `evergrant-jada-notify: kms:DescribeKey`. */
function actionOf(right: string): string {
  return right.split(' on ')[0] ?? right;
}

async function refreshAndPassOn({ app, age }: DeployedWorld): Promise<void> {
  for (const grant of GRANTS) await age(grant, 50 * MINUTE);
  expect(await app.tick()).toEqual([{ kind: 'returned', value: { looked: 10, passedOn: 1 } }]);
  await app.poll();
}

async function rotate(jada: DeployedWorld, token: string): Promise<void> {
  await jada.age(token, 30 * MINUTE);
  await rotationOf(jada, token).rotate();
}

/** What the daemon of a host does with its role: reads its document and its tokens, takes a notice, asks for a refresh, ships lines, keeps its report. */
async function actAsHost({ app: { aws } }: DeployedWorld): Promise<void> {
  const client = aws.client(HOST);
  const SecretId = secretName('jada', 'token/grant-1');
  const secrets = new SecretsManagerClient(client);
  await secrets.send(new DescribeSecretCommand({ SecretId }));
  await secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
  const sqs = new SQSClient(client);
  const QueueUrl = aws.services.sqs.urlOf(hostQueueName('jada', 'host'), { endpoint: aws.endpoint });
  const { Messages: [notice] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: notice?.ReceiptHandle }));
  const Payload = JSON.stringify({
    evergrant: 'refresh',
    credential: 'grant-1',
    unlessFingerprint: null,
  });
  await new LambdaClient(client).send(
    new InvokeCommand({ FunctionName: functionName('jada', 'refresh'), Payload }),
  );
  await new SSMClient(client).send(new GetParameterCommand({ Name: hostParameter('jada', 'host') }));
  const logs = new CloudWatchLogsClient(client);
  for (const logGroupName of [hostLogGroup('jada', 'host'), daemonLogGroup('jada', 'port-sheet')]) {
    const stream = { logGroupName, logStreamName: 'host' };
    await logs.send(new CreateLogStreamCommand(stream));
    const logEvents = [{ message: 'rows written', timestamp: Date.now() }];
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
  }
  const table = new DynamoDBClient(client);
  const Key = { pk: { S: 'host#host' }, sk: { S: 'STATE' } };
  const TableName = tableName('jada');
  await table.send(new PutItemCommand({ TableName, Item: Key }));
  expect(await table.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).toMatchObject({
    Item: Key,
  });
}

/** A host asks for the token of an agent, Secrets Manager rotates its key, a verifier fetches the keys. */
async function signAndServe({ app }: DeployedWorld): Promise<void> {
  const { aws } = app;
  const Payload = JSON.stringify({ evergrant: 'refresh', credential: 'mayor', minValidSeconds: 60 });
  await new LambdaClient(aws.client(HOST)).send(
    new InvokeCommand({ FunctionName: functionName('jada', 'refresh'), Payload }),
  );
  const { arn: SecretId } = aws.services.secretsManager.vault.get(secretName('jada', 'key/gastown'));
  const ClientRequestToken = 'a2f0c1de-0000-4000-8000-000000000004';
  for (const Step of STEPS)
    expect(await app.invoke('rotate', { Step, SecretId, ClientRequestToken })).toMatchObject({
      kind: 'returned',
    });
  expect(await app.invoke('web', urlEvent('/.well-known/jwks.json'))).toMatchObject({
    kind: 'returned',
    value: { statusCode: 200 },
  });
}

async function ring({ app }: DeployedWorld): Promise<void> {
  const changed = Date.now() - MINUTE;
  const daemon = { name: daemonAlarm('jada', 'port-sheet'), at: changed };
  const rings = [
    compositeAlarm(daemon),
    compositeAlarm({ ...daemon, state: 'OK', at: changed + 30_000 }),
    ...(['grant-failing', 'token-expiring', 'rotation-failed'] as const).map((alarm) =>
      metricAlarm({ name: healthAlarm('jada', alarm) }),
    ),
  ];
  for (const message of rings)
    expect(await app.invoke('notify', parseJson(JSON.stringify(snsEvent(message))) ?? null)).toMatchObject({
      kind: 'returned',
    });
}
