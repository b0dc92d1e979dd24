import { randomUUID } from 'node:crypto';

export type SubscriptionProtocol = 'email' | 'http' | 'https' | 'sqs' | 'lambda';

/** A message as a topic gives it to one subscriber. */
export interface SnsMessage {
  readonly Type: 'SubscriptionConfirmation' | 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  /** ISO 8601. */
  readonly Timestamp: string;
  readonly MessageAttributes?: Readonly<Record<string, { Type: string; Value: string }>>;
  /** Of a confirmation. */
  readonly Token?: string;
}

/** Who is told by a topic. Mail, HTTP and HTTPS subscribers hear nothing before they have confirmed. */
export class SnsSubscription {
  readonly arn: string;
  readonly protocol: SubscriptionProtocol;
  /** Address, URL or ARN. */
  readonly endpoint: string;
  readonly token = randomUUID();
  isConfirmed: boolean;

  constructor(topicArn: string, about: { protocol: SubscriptionProtocol; endpoint: string }) {
    this.arn = `${topicArn}:${randomUUID()}`;
    this.protocol = about.protocol;
    this.endpoint = about.endpoint;
    this.isConfirmed = about.protocol === 'sqs' || about.protocol === 'lambda';
  }
}

/**
 * Posts a message to an HTTP subscriber. Signature and certificate are left out: there is no key of AWS to sign with,
 * and receivers that verify signatures cannot be tested here.
 */
export async function postToSubscriber(subscription: SnsSubscription, message: SnsMessage): Promise<void> {
  await fetch(subscription.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': message.Type,
      'x-amz-sns-message-id': message.MessageId,
      'x-amz-sns-topic-arn': message.TopicArn,
      ...(message.Type === 'Notification' && { 'x-amz-sns-subscription-arn': subscription.arn }),
    },
    body: JSON.stringify(message),
  });
}
