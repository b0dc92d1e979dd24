import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RawMapping } from '../../core/config/raw-tree.ts';
import {
  daemonLogGroup,
  hostLogGroup,
  hostParameter,
  hostQueueName,
  hostRoleName,
  secretName,
  tableName,
} from '../../core/wire.ts';
import { EMULATOR, emulatorClient } from '../support/aws/emulator.ts';
import { emulatedDeployment, timed } from '../support/emulator/emulated-deployment.ts';
import { type EmulatedHost, emulatedHost } from '../support/emulator/emulated-host.ts';
import { logIn } from '../support/emulator/log-in.ts';
import type { Process } from '../support/evergrant-process.ts';
import { isJsonObject, type JsonObject, listOf, parseJson } from '../support/json.ts';
import { secretsIn } from '../support/secret-search.ts';

const D = 'openclaw';
const HOST = 'T440';
const OTHER = 'PC-A';
const TOKEN = 'agents';

const IN_FORCE = { SecretId: secretName(D, `token/${TOKEN}`), VersionStage: 'AWSCURRENT' };

type Client = ReturnType<typeof emulatorClient>;

const secrets = (client: Client) => new SecretsManagerClient(client);
const table = (client: Client) => new DynamoDBClient(client);

function itemOf(host: string) {
  return { pk: { S: `host#${host}` }, sk: { S: 'STATE' } };
}

/** The emulator decides by the policies of the deployed stacks, as far as it knows their conditions. */
const OF_OTHERS: readonly (readonly [what: string, reach: (client: Client) => Promise<unknown>])[] = [
  [
    'the grant behind its token',
    (client) =>
      secrets(client).send(
        new GetSecretValueCommand({ ...IN_FORCE, SecretId: secretName(D, `grant/${TOKEN}`) }),
      ),
  ],
  [
    'the queue of another host',
    async (client) => {
      const { QueueUrl } = await new SQSClient(emulatorClient()).send(
        new GetQueueUrlCommand({ QueueName: hostQueueName(D, OTHER) }),
      );
      return await new SQSClient(client).send(new ReceiveMessageCommand({ QueueUrl }));
    },
  ],
  [
    'the document of another host',
    (client) => new SSMClient(client).send(new GetParameterCommand({ Name: hostParameter(D, OTHER) })),
  ],
  [
    'the log group of another host',
    (client) =>
      new CloudWatchLogsClient(client).send(
        new CreateLogStreamCommand({ logGroupName: hostLogGroup(D, OTHER), logStreamName: HOST }),
      ),
  ],
];

/** The example as it stands, with a file on T440 in place of the socket for its user, and a daemon that runs there. */
function withFile(declaration: RawMapping, folder: string): RawMapping {
  const { tokenSocket: _, hosts, daemons, ...rest } = declaration;
  const file = join(folder, 'token', 'agents.json');
  const command = [process.execPath, '-e', 'console.log("the gateway has its token")'];
  return {
    ...rest,
    sinks: { 'agents-file': { token: TOKEN, file } },
    daemons: { ...Object(daemons), greet: { command, every: '1h', uses: ['agents-file'] } },
    hosts: { ...Object(hosts), [HOST]: { kind: 'external', daemons: ['gateway-t440', 'greet'] } },
  };
}

(EMULATOR ? describe : describe.skip)('a host of examples/openclaw-nodes in an emulator of others', () => {
  const deployed = emulatedDeployment('examples/openclaw-nodes/evergrant.aws.yaml', withFile);
  const file = () => join(deployed().folder, 'token', 'agents.json');
  let host: EmulatedHost;
  let daemon: Process;

  /** Waits for something that no line tells of; gives up with what the host said. */
  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 30_000;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`not so far; the host says:\n${daemon.lines.join('\n')}`);
      await wait(100);
    }
  }

  /** Access token and generation in the file on the host. */
  const delivered = () => (existsSync(file()) ? parseJson(readFileSync(file(), 'utf8')) : undefined);
  const arrived = (generation: number) =>
    until(() => {
      const content = delivered();
      return isJsonObject(content) && content.generation === generation;
    });

  /** The host as `evergrant status` shows it. */
  async function shown(): Promise<JsonObject> {
    const status = deployed().type('status', '--json');
    await status.ended;
    const document = parseJson(String(status.stdout));
    const hosts = isJsonObject(document) ? listOf(document.hosts ?? []) : [];
    return hosts.filter(isJsonObject).find(({ name }) => name === HOST) ?? {};
  }

  beforeAll(async () => {
    mkdirSync(join(deployed().folder, 'token'), { mode: 0o700 });
    host = await emulatedHost(deployed(), { deployment: D, host: HOST });
  });
  afterAll(() => daemon?.stop('SIGKILL'));

  it('begins without a token, and says that it is there', async () => {
    expect(await shown()).toMatchObject({ name: HOST, kind: 'external', state: 'neverReported' });
    daemon = host.run('up');
    await timed('the first report of a host', () => until(async () => (await shown()).state === 'reporting'));
    expect(existsSync(file())).toBe(false);
  }, 60_000);

  it('has the first token in its file as soon as the function has told it', async () => {
    expect(await logIn(deployed(), { grant: TOKEN, account: 'ops@example.com' })).toEqual([0, '']);
    await arrived(1);
    const value = await secrets(emulatorClient()).send(new GetSecretValueCommand(IN_FORCE));
    const saved = parseJson(value.SecretString ?? '');
    expect(saved).toMatchObject({ generation: 1 });
    const { access_token } = Object(delivered());
    expect(saved).toMatchObject({ access: { token: access_token } });
  }, 60_000);

  it('has a refreshed one without being asked, and takes the notice from its queue', async () => {
    const before = Object(delivered()).access_token;
    expect(await deployed().type('refresh', TOKEN, '--json').ended).toBe(0);
    await arrived(2);
    expect(Object(delivered()).access_token).not.toBe(before);
    const sqs = new SQSClient(emulatorClient());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: hostQueueName(D, HOST) }));
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    await until(async () => {
      const counted = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
      );
      return AttributeNames.every((name) => counted.Attributes?.[name] === '0');
    });
  }, 60_000);

  it('keeps its report in the ledger, and evergrant status shows it', async () => {
    await until(async () => JSON.stringify(await shown()).includes('"generation":2'));
    expect(await shown()).toMatchObject({
      name: HOST,
      state: 'reporting',
      identity: expect.stringContaining(hostRoleName(D, HOST)),
      deliveries: expect.arrayContaining([
        expect.objectContaining({
          sink: 'agents-file',
          token: TOKEN,
          target: file(),
          generation: 2,
          error: null,
        }),
      ]),
      daemons: expect.arrayContaining([expect.objectContaining({ name: 'greet', kind: 'supervised' })]),
      findings: [],
    });
    const { Item } = await table(emulatorClient()).send(
      new GetItemCommand({ TableName: tableName(D), Key: itemOf(HOST), ConsistentRead: true }),
    );
    expect(Item).toBeDefined();
  }, 60_000);

  it('ships what it says and what its daemon says', async () => {
    const logs = new CloudWatchLogsClient(emulatorClient());
    for (const [logGroupName, words] of [
      [hostLogGroup(D, HOST), `delivered ${TOKEN} 2`],
      [daemonLogGroup(D, 'greet'), 'the gateway has its token'],
    ])
      await until(async () => {
        const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
        return events.some(({ message }) => message?.includes(String(words)));
      });
  }, 60_000);

  it.each(OF_OTHERS)('may not reach %s with its role', async (_, reach) => {
    const client = { ...emulatorClient(), credentials: host.credentials };
    await expect(reach(client)).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
  });

  it('says no token anywhere but in its file, and ends when it is asked to', async () => {
    expect(await daemon.stop()).toBe(0);
    const logs = new CloudWatchLogsClient(emulatorClient());
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: hostLogGroup(D, HOST) }),
    );
    const { Item } = await table(emulatorClient()).send(
      new GetItemCommand({ TableName: tableName(D), Key: itemOf(HOST) }),
    );
    const texts = [
      { place: 'its lines', text: daemon.lines.join('\n') },
      { place: 'its log group', text: events.map(({ message }) => message).join('\n') },
      { place: 'its report', text: JSON.stringify(Item) },
      { place: 'the commands', text: deployed().printed() },
    ];
    expect(texts.every(({ text }) => text.length > 0)).toBe(true);
    expect(secretsIn(texts, deployed().server.issuedSecrets())).toEqual([]);
  });
});
