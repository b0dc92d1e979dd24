import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError, notSimulated } from '../aws-error.ts';
import { type AwsCall, type AwsService, awsAction } from '../aws-service.ts';
import type { KmsKey } from '../kms/kms-key.ts';
import type { SqsService } from '../sqs/sqs-service.ts';
import { publishInput, textFor } from './publish-input.ts';
import {
  postToSubscriber,
  type SnsMessage,
  SnsSubscription,
  type SubscriptionProtocol,
} from './sns-subscription.ts';

export interface SnsTopic {
  readonly arn: string;
  readonly subscriptions: SnsSubscription[];
  readonly key: KmsKey | undefined;
}

/** A mail as its reader has it. */
export interface Mail {
  readonly to: string;
  readonly subject: string | undefined;
  readonly text: string;
}

/** Simple Notification Service: topics, and subscribers by mail, HTTP, queue and function. No filter policies. */
export class SnsService implements AwsService {
  readonly name = 'sns';
  readonly protocol = { kind: 'query', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' } as const;
  readonly topics = new Map<string, SnsTopic>();
  /** What was sent by mail, confirmations included. */
  readonly mails: Mail[] = [];
  /** Takes what a function is invoked with. @default a function that nobody simulates fails the delivery */
  invoke: ((functionArn: string, event: unknown) => Promise<unknown>) | undefined;
  /** Deliveries that failed; publishers never hear of them. */
  readonly undelivered: unknown[] = [];
  readonly #sqs: SqsService;
  readonly #underWay = new Set<Promise<void>>();

  constructor(sqs: SqsService) {
    this.#sqs = sqs;
  }

  /** Makes a topic, in place of CreateTopic. */
  addTopic(
    name: string,
    {
      region = 'us-east-1',
      account = '123456789012',
      key,
    }: { region?: string; account?: string; key?: KmsKey } = {},
  ): SnsTopic {
    const topic = { arn: `arn:aws:sns:${region}:${account}:${name}`, subscriptions: [], key };
    this.topics.set(topic.arn, topic);
    return topic;
  }

  /** Subscribes, in place of a stack. */
  subscribe(topic: SnsTopic, about: { protocol: SubscriptionProtocol; endpoint: string }): SnsSubscription {
    const subscription = new SnsSubscription(topic.arn, about);
    topic.subscriptions.push(subscription);
    if (!subscription.isConfirmed) {
      const { token: Token } = subscription;
      const Message = `You have chosen to subscribe to the topic ${topic.arn}.`;
      this.#send(subscription, messageOf(topic, { Type: 'SubscriptionConfirmation', Message, Token }));
    }
    return subscription;
  }

  /** Resolves when every message that was taken has reached its subscribers, or failed to. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  readonly actions = {
    Publish: awsAction({
      input: publishInput,
      permissions: ({ TopicArn }) => [{ resource: TopicArn }],
      run: async (input, call) => {
        const topic = this.#topic(input.TopicArn);
        // Refused as a whole, and not at the subscriber that it has no text for.
        textFor('email', input);
        await useKey(topic, call);
        const MessageId = randomUUID();
        const { Subject, MessageAttributes } = input;
        for (const subscription of topic.subscriptions.filter(({ isConfirmed }) => isConfirmed)) {
          const Message = textFor(subscription.protocol, input);
          const message = messageOf(topic, {
            Type: 'Notification',
            MessageId,
            Message,
            ...(Subject !== undefined && { Subject }),
            ...(MessageAttributes && { MessageAttributes: attributesOf(MessageAttributes) }),
          });
          this.#send(subscription, message);
        }
        return { MessageId };
      },
    }),

    Subscribe: awsAction({
      input: z.strictObject({
        TopicArn: z.string(),
        Protocol: z.enum(['email', 'http', 'https', 'sqs', 'lambda']),
        Endpoint: z.string(),
      }),
      permissions: ({ TopicArn }) => [{ resource: TopicArn }],
      run: ({ TopicArn, Protocol: protocol, Endpoint: endpoint }) => {
        const { arn, isConfirmed } = this.subscribe(this.#topic(TopicArn), { protocol, endpoint });
        return { SubscriptionArn: isConfirmed ? arn : 'pending confirmation' };
      },
    }),

    ConfirmSubscription: awsAction({
      input: z.strictObject({ TopicArn: z.string(), Token: z.string() }),
      permissions: () => [],
      run: ({ TopicArn, Token }) => {
        const subscription = this.#topic(TopicArn).subscriptions.find(({ token }) => token === Token);
        if (!subscription) throw new AwsError('InvalidParameter', 'Invalid token');
        subscription.isConfirmed = true;
        return { SubscriptionArn: subscription.arn };
      },
    }),
  };

  #topic(arn: string): SnsTopic {
    const topic = this.topics.get(arn);
    if (!topic) throw new AwsError('NotFound', 'Topic does not exist', { status: 404 });
    return topic;
  }

  #send(subscription: SnsSubscription, message: SnsMessage): void {
    const sending = this.#deliver(subscription, message)
      .catch((error: unknown) => void this.undelivered.push(error))
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  async #deliver(subscription: SnsSubscription, message: SnsMessage): Promise<void> {
    const { protocol, endpoint } = subscription;
    switch (protocol) {
      case 'email':
        this.mails.push({ to: endpoint, subject: message.Subject, text: message.Message });
        return;
      case 'http':
      case 'https':
        return await postToSubscriber(subscription, message);
      case 'sqs': {
        const queue = this.#sqs.queues.get(endpoint.slice(endpoint.lastIndexOf(':') + 1));
        if (!queue) throw new Error(`no queue ${endpoint}`);
        queue.send(JSON.stringify(message));
        return;
      }
      case 'lambda': {
        if (!this.invoke) throw notSimulated(`the function ${endpoint}`);
        const record = { EventSource: 'aws:sns', EventSubscriptionArn: subscription.arn, Sns: message };
        await this.invoke(endpoint, { Records: [record] });
      }
    }
  }
}

function messageOf(
  topic: SnsTopic,
  parts: Omit<SnsMessage, 'MessageId' | 'TopicArn' | 'Timestamp'> & { MessageId?: string },
): SnsMessage {
  return { MessageId: randomUUID(), ...parts, TopicArn: topic.arn, Timestamp: new Date().toISOString() };
}

function attributesOf(
  attributes: Readonly<Record<string, { DataType: string; StringValue: string }>>,
): NonNullable<SnsMessage['MessageAttributes']> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue }]) => [
      name,
      { Type: DataType, Value: StringValue },
    ]),
  );
}

/** Developer Guide, "Encryption at rest": publishers need both permissions. */
async function useKey({ arn, key }: SnsTopic, call: AwsCall): Promise<void> {
  if (!key) return;
  const EncryptionContext = { 'aws:sns:topicArn': arn };
  const sealed = key.seal(Buffer.alloc(32), EncryptionContext);
  await call.onward('kms', 'GenerateDataKey', { KeyId: key.arn, KeySpec: 'AES_256', EncryptionContext });
  await call.onward('kms', 'Decrypt', { CiphertextBlob: sealed.toString('base64'), EncryptionContext });
}
