import { setTimeout as wait } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  daemonAlarm,
  daemonLogGroup,
  daemonMetric,
  daemonNamespace,
  GAUGE_NAMESPACE,
  GAUGES,
  healthAlarm,
  hostQueueName,
  secretName,
  type TokenNotice,
  topicName,
} from '../../core/wire.ts';
import { EMULATOR, emulatorClient } from '../support/aws/emulator.ts';
import { type AdaptedAssembly, LEFT_OUT, UNANSWERED } from '../support/emulator/adapt-assembly.ts';
import { compositeAlarm } from '../support/emulator/composite-alarm.ts';
import { emulatedDeployment, timed } from '../support/emulator/emulated-deployment.ts';
import { logIn } from '../support/emulator/log-in.ts';
import { type OpsSubscriber, opsSubscriber } from '../support/emulator/ops-subscriber.ts';
import { isJsonObject, type Json, parseJson } from '../support/json.ts';
import { secretsIn } from '../support/secret-search.ts';

const D = 'port-sheet';
const GRANT = 'crew-sheets';
const DAEMON = 'port-sheet';
const HOST = 'jada-agent-orchestrator';
const ACCOUNT = 'ops@example.com';
const AWS_ACCOUNT = '000000000000';

const cloudFormation = new CloudFormationClient(emulatorClient());
const cloudWatch = new CloudWatchClient(emulatorClient());
const logs = new CloudWatchLogsClient(emulatorClient());
const secretsManager = new SecretsManagerClient(emulatorClient());
const sns = new SNSClient(emulatorClient());
const sqs = new SQSClient(emulatorClient());

async function stacks() {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  return Stacks;
}

async function resources() {
  const all = await Promise.all(
    (await stacks())
      .filter(({ StackName = '' }) => StackName.startsWith(`evergrant-${D}`))
      .map(({ StackName }) => cloudFormation.send(new ListStackResourcesCommand({ StackName }))),
  );
  return all.flatMap(({ StackResourceSummaries = [] }) => StackResourceSummaries);
}

async function physicalId(logicalId: string): Promise<string> {
  const found = (await resources()).find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
  return found?.PhysicalResourceId ?? '';
}

function topicArn(topic: 'ops' | 'alarms'): string {
  return `arn:aws:sns:us-east-1:${AWS_ACCOUNT}:${topicName(D, topic)}`;
}

/** What was left out of the assembly, by the name of the alarm. */
function propertiesOf({ leftOut }: AdaptedAssembly, alarmName: string): Json {
  const all = Object.values(leftOut).map(({ Properties }) => Properties ?? null);
  return all.find((properties) => isJsonObject(properties) && properties.AlarmName === alarmName) ?? null;
}

/** @see CloudWatch User Guide, "Notifying users on alarm changes" */
function ringing({ AlarmName, AlarmDescription, AlarmRule }: PutCompositeAlarmCommandInput): Json {
  const [at] = new Date().toISOString().split('Z');
  const state = { OldStateValue: 'OK', NewStateValue: 'ALARM', StateChangeTime: `${at}+0000` };
  return {
    AlarmName: AlarmName ?? '',
    AlarmDescription: AlarmDescription ?? '',
    AlarmRule: AlarmRule ?? '',
    ...state,
  };
}

async function putMetric(
  Namespace: string,
  { name, value, deployment }: { name: string; value: number; deployment?: string },
): Promise<void> {
  const Dimensions = deployment === undefined ? [] : [{ Name: 'Deployment', Value: deployment }];
  const MetricData = [{ MetricName: name, Dimensions, Value: value }];
  await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
}

const TOKEN_VALUE = z.object({ generation: z.number(), access: z.object({ issuedAt: z.number() }) });

/** The token in force as a host reads it. */
async function token() {
  const SecretId = secretName(D, `token/${GRANT}`);
  const { SecretString = '', VersionId } = await secretsManager.send(new GetSecretValueCommand({ SecretId }));
  const { generation, access } = TOKEN_VALUE.parse(parseJson(SecretString));
  return { versionId: VersionId, generation, issuedAt: access.issuedAt };
}

/** Takes notices from the queue of the host until one of this generation comes; gives up when the schedule has had two beats. */
async function told(generation: number): Promise<Json | undefined> {
  const abortSignal = AbortSignal.timeout(130_000);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: hostQueueName(D, HOST) }));
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal,
    });
    for (const { Body = '', ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      const notice = parseJson(Body);
      if (isJsonObject(notice) && Number(notice.generation) >= generation) return notice;
    }
  }
}

(EMULATOR ? describe : describe.skip)('examples/port-sheet deployed into an emulator of others', () => {
  const deployed = emulatedDeployment('examples/port-sheet/evergrant.aws.yaml');
  let ops: OpsSubscriber;
  beforeAll(async () => {
    ops = await opsSubscriber(sns, topicArn('ops'));
  });
  afterAll(() => ops?.close());

  it('has every stack and every resource, but for those of the types left out', async () => {
    const { kept, leftOut } = deployed().assembly;
    for (const { StackName, StackStatus } of await stacks())
      expect([StackName, StackStatus]).toEqual([StackName, 'CREATE_COMPLETE']);
    const made: Record<string, number> = {};
    for (const { ResourceType = '' } of await resources()) made[ResourceType] = (made[ResourceType] ?? 0) + 1;
    expect(made).toEqual(kept);
    const types = new Set(Object.values(leftOut).map(({ Type }) => Type));
    expect([...types].sort()).toEqual([...LEFT_OUT, UNANSWERED].sort());
  });

  it.each(LEFT_OUT)('still refuses %s', async (type) => {
    const StackName = `refused-${type.replaceAll('::', '-')}`;
    const Properties = Object.values(deployed().assembly.leftOut).find(({ Type }) => Type === type);
    const TemplateBody = JSON.stringify({ Resources: { It: { Type: type, ...Properties } } });
    await expect(cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }))).rejects.toThrow(
      `Unrecognized resource types: [${type}]`,
    );
  });

  it('gets its first token by a login, and the function tells the host', async () => {
    const consent = { grant: GRANT, account: ACCOUNT };
    expect(await timed('evergrant login', () => logIn(deployed(), consent))).toEqual([0, '']);
    expect(await token()).toMatchObject({ generation: 1 });
    expect(await told(1)).toEqual({ schema: 1, credential: GRANT, generation: 1 } satisfies TokenNotice);
  });

  it('refreshes on request: one exchange, a new token in force, a notice, a line of status', async () => {
    const { server, type } = deployed();
    const before = await token();
    const exchanges = server.record.length;
    // Short enough for the next token to be due at the next beat of the schedule.
    server.settings.accessTokenSeconds = 30;
    const refresh = type('refresh', GRANT, '--json');
    expect([await timed('evergrant refresh', () => refresh.ended), refresh.text]).toEqual([0, '']);
    expect(server.record.length).toBe(exchanges + 1);
    expect(await told(2)).toEqual({ schema: 1, credential: GRANT, generation: 2 });
    const after = await token();
    expect(after.generation).toBe(2);
    const { Versions = [] } = await secretsManager.send(
      new ListSecretVersionIdsCommand({ SecretId: secretName(D, `token/${GRANT}`) }),
    );
    const stages = Object.fromEntries(
      Versions.map(({ VersionId = '', VersionStages }) => [VersionId, VersionStages]),
    );
    expect(stages).toMatchObject({
      [String(after.versionId)]: expect.arrayContaining(['AWSCURRENT']),
      [String(before.versionId)]: expect.arrayContaining(['AWSPREVIOUS']),
    });
    const status = type('status', '--json');
    await status.ended;
    expect(parseJson(String(status.stdout))).toMatchObject({
      deployment: D,
      credentials: [{ name: GRANT, state: 'healthy', generation: 2 }],
    });
  });

  it('refreshes by itself at a beat of the schedule', async () => {
    const { server } = deployed();
    server.settings.accessTokenSeconds = 40;
    const notice = await timed('the scheduler refreshes', () => told(3));
    expect(notice).toEqual({ schema: 1, credential: GRANT, generation: 3 });
    expect((await token()).generation).toBe(3);
    expect(server.record.at(-1)).toMatchObject({ outcome: 'issued' });
  }, 180_000);

  it('tells people of a missing heartbeat without any function of ours in between', async () => {
    const AlarmName = healthAlarm(D, 'heartbeat-missing');
    await putMetric(GAUGE_NAMESPACE, { name: GAUGES.heartbeat, value: 0, deployment: D });
    const { Message } = await ops.heard(({ Message }) => Message.includes(AlarmName));
    expect(parseJson(Message)).toMatchObject({
      AlarmName,
      NewStateValue: 'ALARM',
      AlarmDescription: expect.stringContaining(`next: evergrant explain --alarm ${AlarmName}`),
    });
  });

  it('tells people through notify of an alarm on a gauge', async () => {
    const name = healthAlarm(D, 'grant-failing');
    await timed('from a gauge to a message for people', async () => {
      await putMetric(GAUGE_NAMESPACE, { name: GAUGES.consecutiveFailures, value: 3, deployment: D });
      await ops.heard(({ Subject }) => Subject === `WARNING: alarm ${name} of ${D} rings`);
    });
  });

  it("turns a daemon's 400s after a revocation into one message: cause, evidence, next command", async () => {
    const { server, assembly } = deployed();
    const name = daemonAlarm(D, DAEMON);
    // Its own message would have the form of a metric alarm's: AlarmActions stay empty, and AWS's form is published.
    const alarm = await compositeAlarm(propertiesOf(assembly, name), { account: AWS_ACCOUNT, physicalId });
    await cloudWatch.send(new PutCompositeAlarmCommand({ ...alarm, AlarmActions: [], OKActions: [] }));
    expect(server.revokeGrant(ACCOUNT)).toBe(1);
    // A refusal counts once a tenth of the token's life is over, by the issuer's clock, which tells whole seconds.
    await wait((await token()).issuedAt + 5_000 - Date.now());
    const line = '[port-sheet] token error: HTTP Error 400: Bad Request';
    const stream = { logGroupName: daemonLogGroup(D, DAEMON), logStreamName: 'ops1' };
    await logs.send(new CreateLogStreamCommand(stream));
    await logs.send(
      new PutLogEventsCommand({ ...stream, logEvents: [{ message: line, timestamp: Date.now() }] }),
    );
    // What the metric filters would count: the emulator stores them and counts nothing.
    await putMetric(daemonNamespace(D), { name: daemonMetric(DAEMON), value: 1 });
    const { CompositeAlarms: [rung] = [] } = await cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['CompositeAlarm'] }),
    );
    expect(rung).toMatchObject({ StateValue: 'ALARM' });
    const { Message, Subject } = await timed('from the alarm to a message for people', async () => {
      await sns.send(
        new PublishCommand({ TopicArn: topicArn('alarms'), Message: JSON.stringify(ringing(alarm)) }),
      );
      return await ops.heard(({ Subject = '' }) => Subject.startsWith('CRITICAL'));
    });
    expect(Subject).toContain(`grant ${GRANT} of ${D}`);
    for (const said of ['(GrantRefused)', line, `affected: ${DAEMON}`, `evergrant login ${GRANT}`])
      expect(Message).toContain(said);
    const status = deployed().type('status', '--json');
    await status.ended;
    expect(parseJson(String(status.stdout))).toMatchObject({
      credentials: [{ name: GRANT, state: 'consentRequired', generation: 3 }],
    });
  });

  it('shows no secret to people or on a terminal', () => {
    const { server, printed } = deployed();
    const texts = [
      { place: 'the ops topic', text: ops.bodies().join('\n') },
      { place: 'the commands', text: printed() },
    ];
    expect(texts.every(({ text }) => text.length > 0)).toBe(true);
    expect(secretsIn(texts, server.issuedSecrets())).toEqual([]);
  });
});
