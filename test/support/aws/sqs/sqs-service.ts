import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, type AwsService, awsAction } from '../aws-service.ts';
import { md5Of, type QueueOptions, SqsQueue } from './sqs-queue.ts';

/** Simple Queue Service: standard queues with long polls, hidden messages and dead-letter queues. */
export class SqsService implements AwsService {
  readonly name = 'sqs';
  readonly protocol = { kind: 'json', target: 'AmazonSQS', version: '1.0' } as const;
  readonly queues = new Map<string, SqsQueue>();

  /** Makes a queue, in place of CreateQueue. */
  addQueue(options: QueueOptions): SqsQueue {
    const queue = new SqsQueue(options);
    this.queues.set(options.name, queue);
    return queue;
  }

  /**
   * What `QueueUrl` is in calls. A client that has its endpoint from the environment goes to the host of this address,
   * and not to its endpoint: name the server's there.
   */
  urlOf(
    name: string,
    { endpoint = 'https://sqs.us-east-1.amazonaws.com', account = '123456789012' } = {},
  ): string {
    return `${endpoint}/${account}/${name}`;
  }

  readonly actions = {
    SendMessage: awsAction({
      input: z.strictObject({ QueueUrl: z.string(), MessageBody: body() }),
      permissions: ({ QueueUrl }, call) => [{ resource: queueArn(QueueUrl, call) }],
      run: async ({ QueueUrl, MessageBody }, call) => {
        const queue = await this.#open(QueueUrl, { call, use: 'send' });
        const { id, md5 } = queue.send(MessageBody);
        return { MessageId: id, MD5OfMessageBody: md5 };
      },
    }),

    SendMessageBatch: awsAction({
      input: z.strictObject({
        QueueUrl: z.string(),
        Entries: z
          .array(z.strictObject({ Id: z.string(), MessageBody: body() }))
          .min(1)
          .max(10),
      }),
      permissions: ({ QueueUrl }, call) => [
        { action: 'sqs:SendMessage', resource: queueArn(QueueUrl, call) },
      ],
      run: async ({ QueueUrl, Entries }, call) => {
        demandDistinct(Entries);
        const queue = await this.#open(QueueUrl, { call, use: 'send' });
        const refused = Entries.filter(({ MessageBody }) => this.refuses?.(MessageBody, queue) === true);
        return {
          Successful: Entries.filter((entry) => !refused.includes(entry)).map(({ Id, MessageBody }) => {
            const { id, md5 } = queue.send(MessageBody);
            return { Id, MessageId: id, MD5OfMessageBody: md5 };
          }),
          Failed: refused.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false })),
        };
      },
    }),

    ReceiveMessage: awsAction({
      input: z.strictObject({
        QueueUrl: z.string(),
        MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
        WaitTimeSeconds: z.number().int().min(0).max(20).default(0),
        VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
      }),
      permissions: ({ QueueUrl }, call) => [{ resource: queueArn(QueueUrl, call) }],
      run: async (input, call) => {
        const queue = await this.#open(input.QueueUrl, { call, use: 'receive' });
        const since = Date.now();
        const messages = await queue.receive({
          most: input.MaxNumberOfMessages,
          waitSeconds: input.WaitTimeSeconds,
          visibilitySeconds: input.VisibilityTimeout,
          now: () => call.now + Date.now() - since,
        });
        return {
          Messages: messages.map((message) => ({
            MessageId: message.id,
            ReceiptHandle: message.receipt,
            Body: message.body,
            MD5OfBody: md5Of(message.body),
          })),
        };
      },
    }),

    DeleteMessage: awsAction({
      input: z.strictObject({ QueueUrl: z.string(), ReceiptHandle: z.string() }),
      permissions: ({ QueueUrl }, call) => [{ resource: queueArn(QueueUrl, call) }],
      run: async ({ QueueUrl, ReceiptHandle }, call) => {
        (await this.#open(QueueUrl, { call })).remove(ReceiptHandle);
        return {};
      },
    }),

    DeleteMessageBatch: awsAction({
      input: z.strictObject({
        QueueUrl: z.string(),
        Entries: z
          .array(z.strictObject({ Id: z.string(), ReceiptHandle: z.string() }))
          .min(1)
          .max(10),
      }),
      permissions: ({ QueueUrl }, call) => [
        { action: 'sqs:DeleteMessage', resource: queueArn(QueueUrl, call) },
      ],
      run: async ({ QueueUrl, Entries }, call) => {
        demandDistinct(Entries);
        const queue = await this.#open(QueueUrl, { call });
        for (const { ReceiptHandle } of Entries) queue.remove(ReceiptHandle);
        return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
      },
    }),

    ChangeMessageVisibility: awsAction({
      input: z.strictObject({
        QueueUrl: z.string(),
        ReceiptHandle: z.string(),
        VisibilityTimeout: z.number().int().min(0).max(43_200),
      }),
      permissions: ({ QueueUrl }, call) => [{ resource: queueArn(QueueUrl, call) }],
      run: async ({ QueueUrl, ReceiptHandle, VisibilityTimeout }, call) => {
        const queue = await this.#open(QueueUrl, { call });
        const message = queue.messages.find(({ receipt }) => receipt === ReceiptHandle);
        if (!message) throw new AwsError('ReceiptHandleIsInvalid', 'The receipt handle is not valid');
        message.visibleAt = call.now + VisibilityTimeout * 1_000;
        return {};
      },
    }),

    GetQueueAttributes: awsAction({
      input: z.strictObject({
        QueueUrl: z.string(),
        AttributeNames: z.array(
          z.enum(['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'QueueArn']),
        ),
      }),
      permissions: ({ QueueUrl }, call) => [{ resource: queueArn(QueueUrl, call) }],
      run: async ({ QueueUrl, AttributeNames }, call) => {
        const { messages } = await this.#open(QueueUrl, { call });
        const hidden = messages.filter(({ visibleAt }) => visibleAt > call.now).length;
        const all = {
          ApproximateNumberOfMessages: String(messages.length - hidden),
          ApproximateNumberOfMessagesNotVisible: String(hidden),
          QueueArn: queueArn(QueueUrl, call),
        };
        return { Attributes: Object.fromEntries(AttributeNames.map((name) => [name, all[name]])) };
      },
    }),
  };

  /** A test's choice of messages that a batch does not take. @default none */
  refuses: ((body: string, queue: SqsQueue) => boolean) | undefined;

  async #open(url: string, { call, use }: { call: AwsCall; use?: 'send' | 'receive' }): Promise<SqsQueue> {
    const queue = this.queues.get(nameIn(url));
    if (!queue) {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', {
        queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
      });
    }
    await useKey(queue, { call, use });
    return queue;
  }
}

/** Developer Guide, "Encryption at rest": senders need both permissions, receivers the second one. */
async function useKey(
  { options }: SqsQueue,
  { call, use }: { call: AwsCall; use: 'send' | 'receive' | undefined },
): Promise<void> {
  if (!options.key || use === undefined) return;
  const KeyId = options.key.arn;
  const EncryptionContext = { 'aws:sqs:arn': queueArn(options.name, call) };
  const sealed = options.key.seal(Buffer.alloc(32), EncryptionContext);
  if (use === 'send')
    await call.onward('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256', EncryptionContext });
  await call.onward('kms', 'Decrypt', { CiphertextBlob: sealed.toString('base64'), EncryptionContext });
}

function body() {
  return z.string().min(1).max(1_048_576);
}

function demandDistinct(entries: readonly { readonly Id: string }[]): void {
  if (new Set(entries.map(({ Id }) => Id)).size !== entries.length)
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
}

function nameIn(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

function queueArn(url: string, { region, account }: AwsCall): string {
  return `arn:aws:sqs:${region}:${account}:${nameIn(url)}`;
}
