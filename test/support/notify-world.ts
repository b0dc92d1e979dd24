import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach } from '@jest/globals';
import { dynamodbClient } from '../../adapters/dynamodb/dynamodb-client.ts';
import { grantDocument } from '../../core/config/grant-document.ts';
import { importGrant } from '../../core/consent/import-grant.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { updateGrant } from '../../core/ledger/update.ts';
import { MINUTE } from '../../core/time.ts';
import {
  daemonLogGroup,
  daemonMetric,
  daemonNamespace,
  ENVIRONMENT,
  functionLogGroup,
  functionName,
  grantParameter,
  secretName,
  tableName,
  topicName,
} from '../../core/wire.ts';
import { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';
import { type Deployment, openDeployment } from '../../host/deployment/open-deployment.ts';
import { notifyOver } from '../../lambda/notify/notify-over.ts';
import { createRefreshHandler } from '../../lambda/refresh/handler.ts';
import { lookAt } from '../../lambda/refresh/look-at.ts';
import type { AwsServerOptions } from './aws/aws-server.ts';
import { addLedgerTable } from './aws/dynamodb/ledger-in-aws.ts';
import { type SimulatedAws, simulatedAws } from './aws/simulated-aws.ts';

/** Deployment `jada`: grant `crew-sheets` in force at a real authorization server, used by the daemons named. */
export interface NotifyWorld {
  readonly aws: SimulatedAws;
  readonly server: AuthorizationServer;
  readonly deployment: Deployment;
  /** The handler of `notify`, which asks the real one of `refresh`. */
  readonly notify: (event: unknown) => Promise<void>;
  /** What the stacks give to functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** What both announced. */
  readonly events: readonly EvergrantEvent[];
  /** Ends the grant at the issuer, as a person does in the account's settings. */
  revoke(): void;
  /** Lines of a log group, a minute apart, the last one now. */
  log(group: string, lines: readonly string[]): void;
  /** What people have by mail: subject and text. */
  mails(): Promise<readonly { readonly subject: string; readonly text: string }[]>;
}

export interface NotifyWorldOptions extends Omit<AwsServerOptions, 'services'> {
  /** @default ['port-sheet'] */
  readonly daemons?: readonly string[];
  /** How long `notify` waits for `refresh`, in milliseconds. @default as long as it takes */
  readonly checkTime?: number;
}

export const GRANT = 'crew-sheets';

/** Call once, at the top of a test file: makes such worlds, whose servers end after each test. */
export function notifyWorlds() {
  const start = simulatedAws();
  const running: AuthorizationServer[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  return async ({
    daemons = ['port-sheet'],
    checkTime = 0,
    ...options
  }: NotifyWorldOptions = {}): Promise<NotifyWorld> => {
    const server = await AuthorizationServer.start();
    running.push(server);
    return await notifyWorld({ aws: await start(options), server, daemons, checkTime });
  };
}

async function notifyWorld({
  aws,
  server,
  daemons,
  checkTime,
}: {
  aws: SimulatedAws;
  server: AuthorizationServer;
  daemons: readonly string[];
  checkTime: number;
}): Promise<NotifyWorld> {
  const { opsTopicArn, keyArn } = await provision(aws, { daemons, issuer: server.issuer });
  const clients = {
    dynamodb: dynamodbClient(aws.client()),
    kms: new KMSClient(aws.client()),
    logs: new CloudWatchLogsClient(aws.client()),
    secretsManager: new SecretsManagerClient(aws.client()),
    sns: new SNSClient(aws.client()),
    sqs: new SQSClient(aws.client()),
    ssm: new SSMClient(aws.client()),
  };
  const events: EvergrantEvent[] = [];
  const announce = { event: (event: EvergrantEvent) => void events.push(event) };
  const open = () =>
    openDeployment({
      deployment: 'jada',
      table: tableName('jada'),
      key: keyArn,
      opsTopicArn,
      clients,
      holderId: randomUUID(),
      announce,
    });
  const deployment = open();
  const failed = (credential: string, error: unknown) =>
    announce.event({
      schema: 1,
      at: Date.now(),
      type: 'finding',
      credential,
      message: error instanceof Error ? error.message : '',
    });
  // Every invocation has an environment of its own, as with a burst of them.
  aws.services.lambda.functions.set(functionName('jada', 'refresh'), (event) =>
    createRefreshHandler({
      tick: async () => undefined,
      look: (grant, look) => lookAt(open(), grant, look),
      failed,
    })(event),
  );
  const seeded = await server.issueGrant('ops@example.com', ['sheets']);
  const context = await (await deployment.grants.open(GRANT)).context();
  await importGrant(context, { refreshToken: seeded.refreshToken, scopes: ['sheets'] });
  await lookAt(deployment, GRANT, { kind: 'tick' });
  // A token is not replaced within a minute of its issue, so this one is older.
  await updateGrant(deployment.ledger, GRANT, (state) => ({
    ...state,
    issuedAt: (state.issuedAt ?? 0) - 10 * MINUTE,
  }));
  return {
    aws,
    server,
    deployment,
    events,
    environment: {
      [ENVIRONMENT.deployment]: 'jada',
      [ENVIRONMENT.table]: tableName('jada'),
      [ENVIRONMENT.key]: keyArn,
      [ENVIRONMENT.opsTopic]: opsTopicArn,
      [ENVIRONMENT.fanOutQueue]: 'http://127.0.0.1/none',
    },
    notify: notifyOver(deployment, {
      clients,
      failed,
      lambda: new LambdaClient({
        ...aws.client(),
        requestHandler: { requestTimeout: checkTime, throwOnRequestTimeout: true },
      }),
    }),
    revoke: () => void server.revokeGrant('ops@example.com'),
    log(group, lines) {
      const now = Date.now();
      const added = lines.map((message, at) => ({
        stream: '1',
        timestamp: now - (lines.length - 1 - at) * 60_000,
        message,
      }));
      aws.services.logs.groups.get(group)?.events.push(...added);
    },
    async mails() {
      await aws.services.sns.idle();
      return aws.services.sns.mails.flatMap(({ subject, text }) =>
        subject === undefined ? [] : [{ subject, text }],
      );
    },
  };
}

/** What the stacks make. */
async function provision(
  aws: SimulatedAws,
  { daemons, issuer }: { daemons: readonly string[]; issuer: string },
): Promise<{ readonly opsTopicArn: string; readonly keyArn: string }> {
  const { kms, logs, sns } = aws.services;
  const key = kms.addKey();
  addLedgerTable(aws, key);
  const people = new SecretsManagerClient(aws.client('cloudformation'));
  for (const id of [`grant/${GRANT}`, 'token/sheets'] as const)
    await people.send(new CreateSecretCommand({ Name: secretName('jada', id), KmsKeyId: key.arn }));
  const document = grantDocument(declarationOf(daemons, issuer), { grant: GRANT, queues: {} });
  await new SSMClient(aws.client('cloudformation')).send(
    new PutParameterCommand({
      Name: grantParameter('jada', GRANT),
      Value: JSON.stringify(document),
      Type: 'String',
    }),
  );
  for (const daemon of daemons) addDaemonLog(logs.addGroup(daemonLogGroup('jada', daemon)), daemon);
  logs.addGroup(functionLogGroup('jada', 'rotate'));
  const topic = sns.addTopic(topicName('jada', 'ops'));
  sns.subscribe(topic, { protocol: 'email', endpoint: 'ops@example.com' }).isConfirmed = true;
  return { opsTopicArn: topic.arn, keyArn: key.arn };
}

function declarationOf(daemons: readonly string[], issuer: string) {
  return {
    version: 1,
    deployment: 'jada',
    engine: { kind: 'aws', region: 'us-east-1' },
    clients: { desk: { issuer: { discovery: issuer, rotation: 'always' }, clientId: 'desk' } },
    grants: { [GRANT]: { client: 'desk', account: 'ops@example.com', scopes: ['sheets'] } },
    tokens: { sheets: { grant: GRANT } },
    sinks: { 'port-sheet-token': { token: 'sheets', file: '/opt/jada/token.json' } },
    daemons: Object.fromEntries(
      daemons.map((name) => [name, { command: ['sync.py'], every: '30m', uses: ['port-sheet-token'] }]),
    ),
  };
}

/** The filters of `FailureWatch`. */
function addDaemonLog(group: ReturnType<SimulatedAws['services']['logs']['addGroup']>, daemon: string): void {
  const metric = { namespace: daemonNamespace('jada'), name: daemonMetric(daemon) };
  const patterns = [
    ['Refused', '?"token error: HTTP Error 400" ?"invalid_grant"', '1'],
    ['RefusedNews', '{ $.type = "refusalReported" }', '1'],
    ['RefusedVerdict', '{ $.type = "tokenRefused" }', '1'],
    ['Working', '?"synced"', '0'],
  ] as const;
  for (const [name, pattern, value] of patterns)
    group.filters.push({ name, pattern, metric: { ...metric, value } });
}
