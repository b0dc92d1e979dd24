import { randomUUID } from 'node:crypto';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { evidence } from '../../adapters/cloudwatch-logs/log-evidence.ts';
import { topicAlert } from '../../adapters/sns/topic-alert.ts';
import { consumeQueue, longPollClient } from '../../adapters/sqs/consume-queue.ts';
import { QueueDelivery } from '../../adapters/sqs/queue-delivery.ts';
import { NO_GRANT } from '../../core/grant/state.ts';
import { MINUTE } from '../../core/time.ts';
import { EMULATOR, emulatorClient } from '../support/aws/emulator.ts';
import { MemoryLedger } from '../support/fakes/memory-ledger.ts';
import { noticeOf } from '../support/incident-notice.ts';

const sqs = new SQSClient(emulatorClient());

const TOPICS_MAY_SEND = {
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: '*',
};

async function makeQueue(): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: `evergrant-${randomUUID()}`,
      Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [TOPICS_MAY_SEND] }) },
    }),
  );
  return QueueUrl;
}

(EMULATOR ? describe : describe.skip)('messages through an emulator of others', () => {
  it('tell a host of a new token, and name the queue that is gone', async () => {
    const queueUrl = await makeQueue();
    const ledger = new MemoryLedger();
    const settled = { generation: 3, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' };
    ledger.items.grant.set('crew', { revision: 1, item: { ...NO_GRANT, settled, fingerprint: 'f' } });
    const delivery = new QueueDelivery({
      client: sqs,
      ledger,
      announce: { event: () => {} },
      clock: { now: Date.now },
      queuesOf: async () => ({ sheets: [queueUrl, `${queueUrl}-gone`] }),
    });
    await delivery.deliver('crew');
    expect(await delivery.troubles('crew')).toMatchObject([
      { reason: 'DeliveryFailed', message: expect.stringContaining('-gone: there is none') },
    ]);
    const ending = new AbortController();
    const handled: unknown[] = [];
    await consumeQueue({
      client: longPollClient(emulatorClient()),
      queueUrl,
      handle: async (notice) => {
        handled.push(notice);
        ending.abort();
      },
      notHandled: () => {},
      unreadable: () => {},
      failed: () => {},
      signal: ending.signal,
    });
    expect(handled).toEqual([{ schema: 1, credential: 'sheets', generation: 3 }]);
    const left = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(Object.values(left.Attributes ?? {})).toEqual(['0', '0']);
  });

  it('tell people through the ops topic', async () => {
    const sns = new SNSClient(emulatorClient());
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: `ops-${randomUUID()}` }));
    const QueueUrl = await makeQueue();
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
    await topicAlert({ client: sns, topicArn: TopicArn }).notify(noticeOf('opened'));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    const envelope = JSON.parse(Messages?.[0]?.Body ?? '{}');
    expect(envelope).toMatchObject({
      Subject: 'CRITICAL: grant crew-sheets of jada works for 3 min 20 s more',
      MessageAttributes: { grant: { Type: 'String', Value: 'crew-sheets' } },
    });
    expect(JSON.parse(envelope.Message).metadata.threadId).toBe('jada/crew-sheets');
  });

  it("have the lines of a daemon's log as evidence", async () => {
    const client = new CloudWatchLogsClient(emulatorClient());
    const logGroupName = `/evergrant/${randomUUID()}`;
    const now = Date.now();
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'ops1' }));
    const lines = [
      'token error: an old one',
      'synced 14 rows',
      'token error: refresh_token=1//0abcDEF-ghiJKL',
    ];
    const logEvents = lines.map((message, index) => ({
      message,
      timestamp: now - (60 - 29 * index) * MINUTE,
    }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'ops1', logEvents }));
    const found = await evidence({
      client,
      logGroup: logGroupName,
      pattern: '"token error"',
      since: now - 90 * MINUTE,
      now,
    });
    expect(found.map(({ line }) => line)).toEqual([
      'token error: an old one',
      'token error: refresh_token=[redacted]',
    ]);
  });
});
