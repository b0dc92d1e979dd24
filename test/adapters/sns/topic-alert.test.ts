import { inspect } from 'node:util';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { isRecord } from '../../../adapters/files/sealed-document.ts';
import { topicAlert } from '../../../adapters/sns/topic-alert.ts';
import { topicName } from '../../../core/wire.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';
import { httpListeners } from '../../support/http-listener.ts';
import { conditionFor, noticeOf } from '../../support/incident-notice.ts';

const start = simulatedAws();
const listen = httpListeners();

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  const { sns, sqs, kms } = aws.services;
  const key = kms.addKey();
  const topic = sns.addTopic(topicName('jada', 'ops'), { key });
  const client = new SNSClient(aws.client());
  const alert = topicAlert({ client, topicArn: topic.arn });
  const mail = sns.subscribe(topic, { protocol: 'email', endpoint: 'ops@example.com' });
  mail.isConfirmed = true;
  const queue = sqs.addQueue({ name: 'ops-mirror' });
  const endpoint = 'arn:aws:sqs:us-east-1:123456789012:ops-mirror';
  sns.subscribe(topic, { protocol: 'sqs', endpoint });
  const mails = async () => {
    await sns.idle();
    return sns.mails.filter(({ subject }) => subject !== undefined);
  };
  /** What a program gets: the envelope, and the message in it. */
  const notifications = async () => {
    await sns.idle();
    return queue.bodies.map((body) => {
      const envelope: unknown = JSON.parse(body);
      if (!isRecord(envelope)) throw new Error('no envelope');
      const message: unknown = JSON.parse(String(envelope.Message));
      return { envelope, message };
    });
  };
  return { aws, sns, key, topic, client, alert, mails, notifications };
}

describe('an alert to the ops topic', () => {
  it('is a mail that a person can read', async () => {
    const { alert, mails } = await started();
    await alert.notify(noticeOf('opened'));
    const [mail] = await mails();
    expect(mail?.subject).toBe('CRITICAL: grant crew-sheets of jada works for 3 min 20 s more');
    expect(mail?.text.split('\n')).toEqual([
      'CRITICAL: grant crew-sheets of jada works for 3 min 20 s more',
      '',
      'cause: the issuer says that the grant is expired or revoked (RefreshTokenRevoked)',
      'likely: access was removed in the Google account; the grant was used 30 minutes ago',
      'evidence: [port-sheet] token error: HTTP Error 400: Bad Request',
      'affected: port-sheet, port-sheet-token',
      'time left: works for 3 min 20 s more, until 2026-05-13T14:33:20.000Z',
      'next: evergrant login crew-sheets',
    ]);
  });

  it('is what the chat shows, in one thread for each grant', async () => {
    const { alert, notifications } = await started();
    await alert.notify(noticeOf('opened'));
    await alert.notify(noticeOf('closed'));
    const [opened, closed] = await notifications();
    expect(opened?.message).toMatchObject({
      version: '1.0',
      source: 'custom',
      id: 'incident-1',
      content: {
        textType: 'client-markdown',
        title: 'CRITICAL: grant crew-sheets of jada works for 3 min 20 s more',
        description: expect.stringContaining('cause: the issuer says'),
        nextSteps: ['evergrant login crew-sheets'],
        keywords: ['CRITICAL', 'jada', 'crew-sheets'],
      },
      metadata: {
        threadId: 'jada/crew-sheets',
        eventType: 'opened',
        additionalContext: {
          severity: 'CRITICAL',
          reason: 'RefreshTokenRevoked',
          openedAt: '2026-05-13T14:30:00.000Z',
          worksUntil: '2026-05-13T14:33:20.000Z',
        },
      },
    });
    expect(closed?.message).toMatchObject({
      content: { title: 'INFO: grant crew-sheets of jada works again' },
      metadata: {
        threadId: 'jada/crew-sheets',
        eventType: 'closed',
        additionalContext: { closedAt: '2026-05-13T14:30:00.000Z' },
      },
    });
    expect(inspect(closed?.message, { depth: 5 })).not.toContain('nextSteps');
  });

  it('carries what filter policies go by', async () => {
    const { alert, notifications } = await started();
    await alert.notify(noticeOf('reminder', { condition: conditionFor('warning') }));
    const [{ envelope } = { envelope: {} }] = await notifications();
    expect(envelope).toMatchObject({
      MessageAttributes: {
        severity: { Type: 'String', Value: 'WARNING' },
        kind: { Type: 'String', Value: 'reminder' },
        reason: { Type: 'String', Value: 'RefreshTokenRevoked' },
        grant: { Type: 'String', Value: 'crew-sheets' },
        deployment: { Type: 'String', Value: 'jada' },
      },
    });
  });

  it('reaches an HTTP subscriber once that has confirmed', async () => {
    const { alert, sns, client, topic } = await started();
    const { origin, heard } = await listen((_, response) => void response.writeHead(200).end());
    const Endpoint = `${origin}/ops`;
    const asked = await client.send(
      new SubscribeCommand({ TopicArn: topic.arn, Protocol: 'http', Endpoint }),
    );
    expect(asked.SubscriptionArn).toBe('pending confirmation');
    await alert.notify(noticeOf('opened'));
    await sns.idle();
    expect(heard.map(({ headers }) => headers['x-amz-sns-message-type'])).toEqual([
      'SubscriptionConfirmation',
    ]);
    const { Token } = JSON.parse(heard[0]?.body ?? '');
    await client.send(new ConfirmSubscriptionCommand({ TopicArn: topic.arn, Token }));
    await alert.notify(noticeOf('reminder'));
    await sns.idle();
    expect(heard).toHaveLength(2);
    const { Type, Subject, Message } = JSON.parse(heard[1]?.body ?? '');
    expect({ Type, Subject }).toEqual({
      Type: 'Notification',
      Subject: 'CRITICAL: grant crew-sheets of jada still needs you: it works for 3 min 20 s more',
    });
    expect(JSON.parse(Message).metadata.threadId).toBe('jada/crew-sheets');
  });

  it('has a thread and an attribute of its own for a daemon, which may be called as a grant is', async () => {
    const { alert, notifications } = await started();
    await alert.notify(noticeOf('opened', { kind: 'daemon' }));
    const [notification] = await notifications();
    expect(notification?.message).toMatchObject({
      metadata: { threadId: 'jada/daemon/crew-sheets', additionalContext: { daemon: 'crew-sheets' } },
    });
    expect(notification?.envelope.MessageAttributes).toMatchObject({
      daemon: { Type: 'String', Value: 'crew-sheets' },
    });
    expect(notification?.envelope.MessageAttributes).not.toHaveProperty('grant');
  });

  it('calls no channel and hides no address by what daemons print', async () => {
    const { alert, notifications } = await started();
    const condition = conditionFor('critical', { evidence: ['<!channel> a & b'] });
    await alert.notify(noticeOf('opened', { condition }));
    const [{ message } = { message: {} }] = await notifications();
    expect(inspect(message, { depth: 5 })).toContain('&lt;!channel&gt; a &amp; b');
  });

  it('keeps its subject within what SNS takes', async () => {
    const { alert, mails } = await started();
    await alert.notify(noticeOf('reminder', { grant: `crèw-${'x'.repeat(90)}` }));
    const [mail] = await mails();
    expect(mail?.subject).toHaveLength(99);
    expect(mail?.subject).toMatch(/^CRITICAL: grant cr\?w-x+\.\.\.$/);
    expect(mail?.text).toContain('crèw-');
  });

  it('stays within 256 KB whatever the evidence is', async () => {
    const { alert, mails } = await started();
    const long = Array.from({ length: 50 }, () => 'ä'.repeat(5_000));
    await alert.notify(
      noticeOf('opened', { condition: conditionFor('critical', { evidence: long, affected: long }) }),
    );
    expect(await mails()).toHaveLength(1);
  });

  it.each([
    ['AwsResourceMissing', 'topic evergrant-jada-ops: there is none in this account and Region'],
    ['AwsDenied', 'topic evergrant-jada-ops: whoever calls is not allowed sns:Publish'],
    ['AwsKeyUnusable', 'topic evergrant-jada-ops: its customer key cannot be used (KMSDisabledException)'],
    ['AwsThrottled', 'topic evergrant-jada-ops: sns:Publish was throttled at every try (ThrottledException)'],
  ])('fails with %s and names the topic', async (code, message) => {
    const { AwsError } = await import('../../support/aws/aws-error.ts');
    const { alert, sns } = await started({
      authorize: () => (code === 'AwsDenied' ? 'deny' : 'allow'),
      fault: () =>
        code === 'AwsKeyUnusable'
          ? { kind: 'refuse', error: new AwsError('KMSDisabled', 'disabled') }
          : code === 'AwsThrottled'
            ? { kind: 'refuse', error: new AwsError('Throttled', 'Rate exceeded', { status: 429 }) }
            : undefined,
    });
    if (code === 'AwsResourceMissing') sns.topics.clear();
    await expect(alert.notify(noticeOf('opened'))).rejects.toMatchObject({ code, message });
  });
});
