import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { SimulatedAws } from '../aws/simulated-aws.ts';
import type { Json } from '../json.ts';
import type { LambdaOutcome } from '../lambda-runtime/runtime-api.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { DeployedResource } from '../template/deploy-stacks.ts';
import type { DeployedFunction } from './functions.ts';

/**
 * Takes one batch from each queue that feeds a function, as Lambda's poller does with the function's own role: what the
 * function names as failed stays in the queue, and so does everything when it throws.
 *
 * @returns how each batch ended; none for an empty queue
 */
export async function pollEventSources(
  resources: readonly DeployedResource[],
  at: {
    aws: SimulatedAws;
    functions: readonly DeployedFunction[];
    invoke: (name: string, event: Json) => Promise<LambdaOutcome>;
  },
): Promise<readonly LambdaOutcome[]> {
  const outcomes: LambdaOutcome[] = [];
  for (const { type, properties } of resources) {
    if (type !== 'AWS::Lambda::EventSourceMapping') continue;
    const mapping = MAPPING.parse(properties);
    const target = at.functions.find(({ name, arn }) => [name, arn].includes(mapping.FunctionName));
    const queue = resources.find(({ attributes }) => attributes.Arn === mapping.EventSourceArn);
    if (!target || !queue) throw new NotUnderstood(`an event source of ${mapping.FunctionName}`);
    const client = new SQSClient(at.aws.client(target.role));
    const receive = { QueueUrl: queue.ref, MaxNumberOfMessages: mapping.BatchSize, WaitTimeSeconds: 0 };
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(receive));
    if (Messages.length === 0) continue;
    const records = Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '' }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      eventSource: 'aws:sqs',
      eventSourceARN: mapping.EventSourceArn,
      awsRegion: 'us-east-1',
      attributes: {},
      messageAttributes: {},
    }));
    const outcome = await at.invoke(target.name, { Records: records });
    outcomes.push(outcome);
    const failed =
      outcome.kind === 'returned' ? failuresOf(outcome.value) : records.map(({ messageId }) => messageId);
    const done = records.filter(({ messageId }) => !failed.includes(messageId));
    if (done.length === 0) continue;
    const Entries = done.map(({ messageId, receiptHandle }) => ({
      Id: messageId,
      ReceiptHandle: receiptHandle,
    }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.ref, Entries }));
  }
  return outcomes;
}

function failuresOf(value: Json): readonly string[] {
  return RESPONSE.parse(value).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const RESPONSE = z.strictObject({
  batchItemFailures: z.array(z.strictObject({ itemIdentifier: z.string() })),
});

const MAPPING = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.int().max(10).default(10),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  ScalingConfig: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
