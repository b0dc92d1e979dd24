import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { simulatedAws } from '../simulated-aws.ts';

const start = simulatedAws();

async function started(options: Parameters<typeof start>[0] = {}) {
  const aws = await start(options);
  const { sqs, kms } = aws.services;
  const key = kms.addKey();
  const dead = sqs.addQueue({ name: 'dead' });
  const queue = sqs.addQueue({ name: 'q', redrive: { to: dead, maxReceiveCount: 1 }, key });
  const QueueUrl = sqs.urlOf('q', { endpoint: aws.endpoint });
  const client = new SQSClient(aws.client());
  const receive = async () => (await client.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
  return { aws, key, queue, dead, client, QueueUrl, receive };
}

describe('the simulated SQS', () => {
  it('hides a message that was received until its time is up, and counts both kinds', async () => {
    const { client, QueueUrl, receive } = await started();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const [message] = await receive();
    expect(message?.Body).toBe('one');
    expect(await receive()).toEqual([]);
    const counted = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    expect(counted.Attributes).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });

  it('gives a message that came to light once too often to the dead-letter queue', async () => {
    const { client, QueueUrl, receive, dead, queue } = await started();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    const [message] = await receive();
    const ReceiptHandle = message?.ReceiptHandle;
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await receive()).toEqual([]);
    expect([queue.bodies, dead.bodies]).toEqual([[], ['one']]);
  });

  it('deletes by receipt, and takes a stale one in silence', async () => {
    const { client, QueueUrl, receive, queue } = await started();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'stale' }));
    expect(queue.bodies).toEqual(['one']);
    const [message] = await receive();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(queue.bodies).toEqual([]);
  });

  it('needs the key: both permissions to send, one to receive', async () => {
    const { aws, client, QueueUrl, receive } = await started();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    await receive();
    expect(aws.calls.map(({ action }) => action)).toEqual([
      'kms:GenerateDataKey',
      'kms:Decrypt',
      'sqs:SendMessage',
      'kms:Decrypt',
      'sqs:ReceiveMessage',
    ]);
  });

  it.each([
    ['a batch with two entries of one id', 'BatchEntryIdsNotDistinct', ['1', '1']],
    ['a batch of eleven', 'ValidationException', Array.from({ length: 11 }, (_, index) => String(index))],
  ])('refuses %s', async (_, name, ids) => {
    const { client, QueueUrl } = await started();
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'x' }));
    await expect(client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
      name,
    });
  });

  it('names what it does not know', async () => {
    const { client, QueueUrl } = await started();
    await expect(client.send(new CreateQueueCommand({ QueueName: 'new' }))).rejects.toMatchObject({
      name: 'NotSimulated',
    });
    const delayed = new SendMessageCommand({ QueueUrl, MessageBody: 'x', DelaySeconds: 5 });
    await expect(client.send(delayed)).rejects.toMatchObject({
      name: 'NotSimulated',
      message: 'the simulator does not know DelaySeconds of sqs:SendMessage',
    });
  });
});
