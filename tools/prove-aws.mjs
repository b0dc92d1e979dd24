/**
 * For somebody with an AWS account: deploys the port-sheet example under a name of its own, tries what no emulator
 * shows, removes it, and prints what is proven. docs/unproven-on-aws.md has the list.
 *
 * It costs some cents and leaves a customer key that is deleted after 7 days.
 *
 * Usage: npm run build && npm run prove:aws -- --yes-in-account 123456789012 [--region us-east-1]
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { parse, stringify } from 'yaml';
import { proveRefusedLabelMove } from './refused-label-move.mjs';

const DAEMON = 'port-sheet';
const USAGE = 'npm run build && npm run prove:aws -- --yes-in-account 123456789012 [--region us-east-1]';
const options = readOptions();
await checkAccount(options);

const { account, region } = options;
const deployment = `prove-${randomBytes(3).toString('hex')}`;
const folder = mkdtempSync(join(tmpdir(), 'evergrant-prove-'));
const config = join(folder, 'evergrant.yaml');
const clients = {
  alarms: new CloudWatchClient({ region }),
  logs: new CloudWatchLogsClient({ region }),
  table: new DynamoDBClient({ region }),
  keys: new KMSClient({ region }),
  secrets: new SecretsManagerClient({ region }),
};
const results = [];
let key;
console.log(`deployment ${deployment} in account ${account}, ${region}`);
try {
  await proveAll();
} finally {
  await remove();
  rmSync(folder, { recursive: true, force: true });
  for (const { what, shown } of results) console.log(`${shown.padEnd(12)} ${what}`);
}
process.exitCode = results.every(({ shown }) => shown === 'proven') ? 0 : 1;

function refuse(message, next) {
  console.error(`${message}\nnext: ${next}`);
  process.exit(64);
}

/** Nothing is asked of AWS without the account's number, typed by a person. */
function readOptions() {
  let values = {};
  try {
    ({ values } = parseArgs({
      options: { 'yes-in-account': { type: 'string' }, region: { type: 'string', default: 'us-east-1' } },
    }));
  } catch (error) {
    refuse(error.message, USAGE);
  }
  const account = values['yes-in-account'] ?? '';
  if (!/^\d{12}$/.test(account)) {
    refuse('this deploys into an AWS account and costs money: say in which, by its twelve digits', USAGE);
  }
  if (!existsSync('dist/app.js')) refuse('there is no build in dist', 'npm run build');
  return { account, region: values.region };
}

async function checkAccount({ account, region }) {
  const identity = await new STSClient({ region, maxAttempts: 1 })
    .send(new GetCallerIdentityCommand({}))
    .catch(({ name }) =>
      refuse(`there are no AWS credentials that work (${name})`, 'aws sso login, or AWS_PROFILE'),
    );
  if (identity.Account !== account) {
    refuse(
      `the AWS credentials are of account ${identity.Account}, not of ${account}`,
      'aws sts get-caller-identity',
    );
  }
}

async function proveAll() {
  const { alerts: _alerts, ...declared } = parse(
    readFileSync('examples/port-sheet/evergrant.aws.yaml', 'utf8'),
  );
  writeFileSync(config, stringify({ ...declared, deployment, engine: { kind: 'aws', region, account } }));
  const isDeployed = await prove('the example deploys, rotation schedules on empty secrets included', () =>
    cdk('deploy', '--all', '--require-approval', 'never'),
  );
  if (!isDeployed) return;
  key = (await clients.keys.send(new DescribeKeyCommand({ KeyId: `alias/evergrant-${deployment}` })))
    .KeyMetadata.KeyId;
  await prove(
    'the first version of a secret carries AWSCURRENT; a refused label move has a known name, moves nothing, and was refused for its version alone',
    proveLabels,
  );
  await prove('the schedule calls refresh: the gauge Heartbeat comes', () =>
    metric({
      Namespace: 'Evergrant',
      MetricName: 'Heartbeat',
      Dimensions: [{ Name: 'Deployment', Value: deployment }],
    }),
  );
  await prove('a metric filter counts the line of system 1', async () => {
    const logGroupName = `/evergrant/${deployment}/daemon/${DAEMON}`;
    const logStreamName = 'prove';
    const message = `[${DAEMON}] token error: HTTP Error 400: Bad Request`;
    await clients.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = [{ timestamp: Date.now(), message }];
    await clients.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    await metric({ Namespace: `Evergrant/${deployment}`, MetricName: `${DAEMON}.TokenTrouble` });
  });
}

async function prove(what, work) {
  try {
    await work();
    results.push({ what, shown: 'proven' });
    return true;
  } catch (error) {
    results.push({ what: `${what}: ${error.name}: ${error.message}`, shown: 'not proven' });
    return false;
  }
}

async function proveLabels() {
  const Name = `evergrant/${deployment}/prove/labels`;
  await clients.secrets.send(new CreateSecretCommand({ Name }));
  try {
    console.log(`a refused label move is called ${await proveRefusedLabelMove(clients.secrets, Name)}`);
  } finally {
    await clients.secrets.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
  }
}

/** Waits until a metric has a value, ten minutes at most. */
async function metric(about) {
  for (const since = Date.now(); Date.now() - since < 600_000; await wait(20_000)) {
    const span = {
      StartTime: new Date(since - 600_000),
      EndTime: new Date(),
      Period: 60,
      Statistics: ['Sum'],
    };
    const answer = await clients.alarms.send(new GetMetricStatisticsCommand({ ...about, ...span }));
    if (answer.Datapoints?.some(({ Sum }) => Sum >= 1)) return;
  }
  throw new Error('no value came within ten minutes');
}

function cdk(...words) {
  const argv = ['node_modules/aws-cdk/bin/cdk', ...words, '-c', `config=${config}`, '--no-notices'];
  const { status } = spawnSync(process.execPath, argv, {
    stdio: 'inherit',
    env: { ...process.env, AWS_REGION: region },
  });
  if (status !== 0) throw new Error(`cdk ${words[0]} ended with ${status}`);
}

/** The stacks, and what they leave: each by its name, and nothing else. */
async function remove() {
  await tidy('stacks', () => cdk('destroy', '--all', '--force'));
  for (const name of ['grant/crew-sheets', 'token/crew-sheets', 'client/google']) {
    const SecretId = `evergrant/${deployment}/${name}`;
    await tidy(SecretId, () =>
      clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
    );
  }
  for (const daemon of [DAEMON, 'jada-agent']) {
    const logGroupName = `/evergrant/${deployment}/daemon/${daemon}`;
    await tidy(logGroupName, () => clients.logs.send(new DeleteLogGroupCommand({ logGroupName })));
  }
  const TableName = `evergrant-${deployment}`;
  await tidy(`table ${TableName}`, async () => {
    await clients.table.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await wait(15_000);
    await clients.table.send(new DeleteTableCommand({ TableName }));
  });
  await tidy('the key', () => {
    if (key === undefined) throw new Error(`look for alias/evergrant-${deployment}`);
    return clients.keys.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
  });
}

async function tidy(what, work) {
  try {
    await work();
  } catch (error) {
    results.push({
      what: `${what} could not be removed: ${error.name}: ${error.message}`,
      shown: 'LEFT BEHIND',
    });
  }
}
