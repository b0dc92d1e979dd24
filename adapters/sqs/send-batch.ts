import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { awsFault } from '../aws-call/aws-fault.ts';
import { groupsOf, inWaves } from './in-waves.ts';
import { queueName } from './queue-name.ts';

/** One message and what became of it. */
export interface SentMessage<T> {
  readonly of: T;
  /** For people; null: the queue has it. */
  readonly error: string | null;
}

/**
 * Sends a message for each thing, ten to a call. One that is refused keeps no other back, and nothing is thrown: who
 * sends has to note for each what became of it.
 */
export async function sendBatch<T>(
  client: SQSClient,
  queueUrl: string,
  { things, body }: { things: readonly T[]; body: (thing: T) => string },
): Promise<readonly SentMessage<T>[]> {
  const sent = await inWaves(groupsOf(things, MOST_IN_A_CALL), (group) =>
    sendGroup(client, queueUrl, { things: group, body }),
  );
  return sent.flat();
}

/** SQS API, SendMessageBatch. */
const MOST_IN_A_CALL = 10;

async function sendGroup<T>(
  client: SQSClient,
  queueUrl: string,
  { things, body }: { things: readonly T[]; body: (thing: T) => string },
): Promise<readonly SentMessage<T>[]> {
  const resource = `queue ${queueName(queueUrl)}`;
  const Entries = things.map((thing, index) => ({ Id: String(index), MessageBody: body(thing) }));
  try {
    const { Successful = [], Failed = [] } = await client.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
    );
    const taken = new Set(Successful.map(({ Id }) => Id));
    const codes = new Map(Failed.map(({ Id, Code }) => [Id, Code]));
    return things.map((of, index) => {
      const id = String(index);
      const error = `${resource} did not take the message (${codes.get(id) ?? 'no answer for it'})`;
      return { of, error: taken.has(id) ? null : error };
    });
  } catch (error) {
    const { message } = awsFault(error, { resource, action: 'sqs:SendMessage' });
    return things.map((of) => ({ of, error: message }));
  }
}
