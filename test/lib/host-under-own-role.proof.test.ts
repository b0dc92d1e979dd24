import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../../client/client.ts';
import { MINUTE } from '../../core/time.ts';
import {
  daemonLogGroup,
  hostLogGroup,
  hostParameter,
  hostQueueName,
  hostRoleName,
  secretName,
  tableName,
} from '../../core/wire.ts';
import { ageToken, jadaDeclaration } from '../support/deployed-jada.ts';
import { type DeployedWorld, deployedWorlds } from '../support/deployed-world.ts';
import { type Process, startProcess } from '../support/evergrant-process.ts';
import { builtHost } from '../support/host-daemon/built-host.ts';
import { writeHostIdentity } from '../support/host-daemon/host-identity.ts';
import { until } from '../support/host-daemon/host-programs.ts';
import { isJsonObject, parseJson } from '../support/json.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const ACCOUNT = '123456789012';
const BOX = `arn:aws:iam::${ACCOUNT}:role/${hostRoleName('jada', 'box')}`;

const folder = temporaryFolders();
let home = '';
const world = deployedWorlds({
  declaration(issuer) {
    home = folder();
    const grant = { client: 'desk', account: 'ops@example.com', scopes: ['sheets'] };
    return jadaDeclaration(issuer, {
      grants: { crew: grant, post: grant },
      tokens: { sheets: { grant: 'crew' }, mail: { grant: 'post' } },
      sinks: { file: { token: 'sheets', file: join(home, 'sinks', 'sheets.json') } },
      daemons: {
        sync: {
          command: [process.execPath, '-e', 'console.log("rows written")'],
          every: '30m',
          uses: ['file'],
        },
        reader: { external: true, uses: [{ token: 'mail', via: 'socket' }] },
      },
      hosts: {
        box: { kind: 'external', daemons: ['sync'] },
        other: { kind: 'external', daemons: ['reader'] },
      },
    });
  },
});

/** What the daemon of a host asks of AWS, all of it. What a new one asks, the stacks have to grant. */
const EVERYTHING = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'kms:Decrypt',
  'lambda:Invoke',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetSecretValue',
  'sqs:DeleteMessageBatch',
  'sqs:ReceiveMessage',
  'ssm:GetParameter',
  'sts:GetCallerIdentity',
];

type Reach = (world: DeployedWorld) => Promise<unknown>;

/** With the role of `box`, and named as `box` would name its own. */
const OF_OTHERS: readonly (readonly [what: string, action: string, reach: Reach])[] = [
  ['the token of another host', 'secretsmanager:GetSecretValue', secret('token/mail')],
  ['the grant behind its own token', 'secretsmanager:GetSecretValue', secret('grant/crew')],
  ['the client of its grant', 'secretsmanager:GetSecretValue', secret('client/desk')],
  [
    'its own token before it is in force',
    'secretsmanager:GetSecretValue',
    ({ app: { aws } }) =>
      new SecretsManagerClient(aws.client(BOX)).send(
        new GetSecretValueCommand({
          SecretId: secretName('jada', 'token/sheets'),
          VersionStage: 'AWSPENDING',
        }),
      ),
  ],
  [
    'the queue of another host',
    'sqs:ReceiveMessage',
    ({ app: { aws } }) => {
      const QueueUrl = aws.services.sqs.urlOf(hostQueueName('jada', 'other'), { endpoint: aws.endpoint });
      return new SQSClient(aws.client(BOX)).send(new ReceiveMessageCommand({ QueueUrl }));
    },
  ],
  [
    'the document of another host',
    'ssm:GetParameter',
    ({ app: { aws } }) =>
      new SSMClient(aws.client(BOX)).send(new GetParameterCommand({ Name: hostParameter('jada', 'other') })),
  ],
  ['the log group of another host', 'logs:CreateLogStream', stream(hostLogGroup('jada', 'other'))],
  [
    'the log group of a daemon of another host',
    'logs:CreateLogStream',
    stream(daemonLogGroup('jada', 'reader')),
  ],
  [
    'the report of another host',
    'dynamodb:GetItem',
    ({ app: { aws } }) =>
      new DynamoDBClient(aws.client(BOX)).send(
        new GetItemCommand({ TableName: tableName('jada'), Key: itemOf('host#other'), ConsistentRead: true }),
      ),
  ],
  ['a report in the name of another host', 'dynamodb:PutItem', put('host#other')],
  ['the state of a grant', 'dynamodb:PutItem', put('grant#crew')],
];

function secret(id: Parameters<typeof secretName>[1]): Reach {
  const SecretId = secretName('jada', id);
  return ({ app: { aws } }) =>
    new SecretsManagerClient(aws.client(BOX)).send(
      new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
    );
}

function stream(logGroupName: string): Reach {
  return ({ app: { aws } }) =>
    new CloudWatchLogsClient(aws.client(BOX)).send(
      new CreateLogStreamCommand({ logGroupName, logStreamName: 'box' }),
    );
}

function put(pk: string): Reach {
  return ({ app: { aws } }) =>
    new DynamoDBClient(aws.client(BOX)).send(
      new PutItemCommand({ TableName: tableName('jada'), Item: itemOf(pk) }),
    );
}

function itemOf(pk: string) {
  return { pk: { S: pk }, sk: { S: 'STATE' } };
}

let bundle = '';
beforeAll(async () => {
  bundle = await builtHost();
}, 60_000);
const running: Process[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((daemon) => daemon.stop('SIGKILL')));
});

/** Makes host `box`, whose every call carries the role that the stacks made for it. @returns a starter of the real bundle */
function hostBox({ app: { aws } }: DeployedWorld): (command: 'up' | 'self-test') => Process {
  aws.services.sts.arns.set(
    BOX,
    `arn:aws:sts::${ACCOUNT}:assumed-role/${hostRoleName('jada', 'box')}/mi-0123456789abcdef0`,
  );
  for (const name of ['state', 'run', 'sinks']) mkdirSync(join(home, name), { mode: 0o700 });
  const credentials = { accessKeyId: BOX, secretAccessKey: 'not-verified', sessionToken: 'session' };
  const config = writeHostIdentity(home, { deployment: 'jada', host: 'box', account: ACCOUNT, credentials });
  return (command) => {
    const started = startProcess([process.execPath, bundle, command, '--config', config], {
      home,
      environment: {
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        STATE_DIRECTORY: join(home, 'state'),
        RUNTIME_DIRECTORY: join(home, 'run'),
      },
    });
    running.push(started);
    return started;
  };
}

describe('the host daemon under the role of its own stack', () => {
  it('may do everything that it does', async () => {
    const jada = await world();
    await jada.login();
    await ageToken(jada.deployment, 30 * MINUTE);
    const box = hostBox(jada);
    const daemon = box('up');
    await until(() => generationInSink() === 1);
    await until(() => report(jada).includes('"generation":1'));
    await until(() => linesOf(jada, daemonLogGroup('jada', 'sync')).includes('rows written'));

    // A consumer needs one that lives longer: the host asks the function, and hears of the successor over its queue.
    const client = createClient({ socketPath: join(home, 'run', 'control.sock') });
    expect(await client.token('sheets', { minValid: 2_400 })).toMatchObject({ generation: 2 });
    await until(() => generationInSink() === 2);
    await until(() => report(jada).includes('"generation":2'));
    const queue = jada.app.aws.services.sqs.queues.get(hostQueueName('jada', 'box'));
    await until(() => queue?.bodies.length === 0);
    // It looks at everything, as it does every few minutes.
    daemon.signal('SIGHUP');
    await until(() => actionsOf(jada).includes('secretsmanager:DescribeSecret'));
    const test = box('self-test');
    expect([await test.ended, test.lines.filter((line) => !line.startsWith('ok'))]).toEqual([0, []]);
    expect(await daemon.stop()).toBe(0);

    expect(jada.exchanges()).toHaveLength(1);
    expect(linesOf(jada, hostLogGroup('jada', 'box'))).toContain('delivered crew 2 file');
    expect(jada.app.denials).toEqual([]);
    expect(actionsOf(jada)).toEqual(EVERYTHING);
  }, 120_000);

  it.each(OF_OTHERS)(
    'may not reach %s',
    async (_, action, reach) => {
      const jada = await world();
      await expect(reach(jada)).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
      expect(jada.app.denials).toMatchObject([{ principal: BOX, action }]);
    },
    60_000,
  );
});

function generationInSink(): number | undefined {
  const path = join(home, 'sinks', 'sheets.json');
  const content = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  return content !== undefined && isJsonObject(content) ? Number(content.generation) : undefined;
}

/** What the host said of itself last, as it lies in the ledger table; empty: nothing so far. */
function report({ app }: DeployedWorld): string {
  const item = app.aws.services.dynamodb.tables.get(tableName('jada'))?.at('host#box');
  return JSON.stringify(item ?? '').replaceAll('\\"', '"');
}

function linesOf({ app }: DeployedWorld, group: string): string {
  const { events = [] } = app.aws.services.logs.groups.get(group) ?? {};
  return events.map(({ message }) => message).join('\n');
}

/** What the host asked, and what services passed on for it. */
function actionsOf({ app }: DeployedWorld): readonly string[] {
  const own = app.aws.calls.filter(({ principal }) => principal === BOX);
  return [...new Set(own.map(({ action }) => action))].sort();
}
