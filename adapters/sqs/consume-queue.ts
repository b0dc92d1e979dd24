import { setTimeout as wait } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { newestNotices, readTokenNotice } from '../../core/delivery/token-notice.ts';
import type { Fault } from '../../core/fault.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import type { TokenNotice } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { queueName } from './queue-name.ts';

export interface ConsumeOptions {
  /** As {@link longPollClient} makes it: an answer may take as long as the poll does. */
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** What a notice asks for. Throwing keeps the message, which comes again after the queue's visibility time-out. */
  readonly handle: (notice: TokenNotice) => Promise<void>;
  /** Told when `handle` threw; the next notice is handled all the same. */
  readonly notHandled: (notice: TokenNotice, error: unknown) => void;
  /** A message that is no notice, and is taken away. */
  readonly unreadable: (messageId: string) => void;
  /** The queue could not be asked; it is asked again after a while, as long as it takes. */
  readonly failed: (fault: Fault) => void;
  /** Told of each poll that was answered, also of one without a message. @default nobody is */
  readonly polled?: () => void;
  /** Ends it, also in the middle of a poll. */
  readonly signal: AbortSignal;
  /** How long a poll waits for messages, 0 to 20. @default 20 */
  readonly waitSeconds?: number;
  /** Pause after a failure, before jitter; it doubles up to a minute. @default 1 second */
  readonly firstPause?: Milliseconds;
}

/** A client that waits for a long poll and notices when a connection died under it. */
export function longPollClient(config: SQSClientConfig): SQSClient {
  return new SQSClient({
    requestHandler: { connectionTimeout: 5_000, requestTimeout: LONGEST_POLL * SECOND + 5_000 },
    ...config,
  });
}

/**
 * Takes notices from a host's queue until the signal aborts. A message is deleted once it was handled, so that a host
 * that dies in between is told again: handlers compare generations. Of several notices of one token in a batch only the newest is
 * handled; queues promise neither order nor a single delivery.
 */
export async function consumeQueue(options: ConsumeOptions): Promise<void> {
  const firstPause = options.firstPause ?? SECOND;
  let pause = firstPause;
  while (!options.signal.aborted) {
    try {
      const messages = await receive(options);
      options.polled?.();
      await handleBatch(options, messages);
      pause = firstPause;
    } catch (error) {
      if (options.signal.aborted) return;
      const resource = `queue ${queueName(options.queueUrl)}`;
      options.failed(awsFault(error, { resource, action: 'sqs:ReceiveMessage' }));
      await abortable(options.signal, pause * (0.5 + Math.random() / 2));
      pause = Math.min(MINUTE, pause * 2);
    }
  }
}

const LONGEST_POLL = 20;
/** SQS API, ReceiveMessage and DeleteMessageBatch. */
const MOST_IN_A_CALL = 10;

async function receive(options: ConsumeOptions): Promise<readonly Message[]> {
  const { client, queueUrl, signal, waitSeconds = LONGEST_POLL } = options;
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: MOST_IN_A_CALL,
      WaitTimeSeconds: waitSeconds,
    }),
    { abortSignal: signal },
  );
  return Messages;
}

async function handleBatch(options: ConsumeOptions, messages: readonly Message[]): Promise<void> {
  const read = messages.flatMap((message) => {
    const notice = readTokenNotice(message.Body ?? '');
    if (!notice) options.unreadable(message.MessageId ?? '');
    return notice ? [{ message, notice }] : [];
  });
  const unhandled = new Set<string>();
  for (const notice of newestNotices(read.map((each) => each.notice))) {
    try {
      await options.handle(notice);
    } catch (error) {
      unhandled.add(notice.credential);
      options.notHandled(notice, error);
    }
  }
  const kept = new Set(
    read.filter(({ notice }) => unhandled.has(notice.credential)).map(({ message }) => message),
  );
  const done = messages.filter((message) => !kept.has(message));
  if (done.length > 0) await remove(options, done);
}

/** What is not deleted comes again, and is handled again for nothing. */
async function remove({ client, queueUrl }: ConsumeOptions, messages: readonly Message[]): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  try {
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  } catch (error) {
    // Received they were: the missing right is another one.
    throw awsFault(error, { resource: `queue ${queueName(queueUrl)}`, action: 'sqs:DeleteMessage' });
  }
}

async function abortable(signal: AbortSignal, span: Milliseconds): Promise<void> {
  try {
    await wait(span, undefined, { signal });
  } catch {
    // Aborted: the loop sees it by itself.
  }
}
