import type { SQSClient } from '@aws-sdk/client-sqs';
import type { FanOutMessage } from '../../core/wire.ts';
import { type SentMessage, sendBatch } from './send-batch.ts';

/**
 * Hands grants that are due to other runs of `refresh`, one message for each. What the queue did not take stays due,
 * and the next tick finds it again.
 */
export function fanOut(
  client: SQSClient,
  queueUrl: string,
  grants: readonly string[],
): Promise<readonly SentMessage<string>[]> {
  const body = (credential: string) => {
    const message: FanOutMessage = { schema: 1, credential };
    return JSON.stringify(message);
  };
  return sendBatch(client, queueUrl, { things: grants, body });
}
