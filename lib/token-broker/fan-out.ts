import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FAN_OUT, hostQueueName } from '../../core/wire.ts';

/** How often a message is taken before it counts as dead: what fails five times fails for a reason. */
const MOST_TAKES = 5;

/** Looks that one run does: as many as run at once within its time-out. */
const LOOKS_PER_RUN = 5;

/** Runs at once; a fleet that fell due together is through in minutes, and issuers are not stormed. */
const RUNS_AT_ONCE = 10;

export interface FanOutProps {
  readonly deployment: string;
  readonly key: IKey;
  /** The longest run of the function. */
  readonly timeout: Duration;
}

/** What a tick passes on: one message for each grant, done by further runs of the same function. */
export class FanOut extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, { deployment, key, timeout }: FanOutProps) {
    super(scope, id);
    const sealed = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...sealed,
      queueName: `${hostQueueName(deployment, FAN_OUT)}-dead`,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      ...sealed,
      queueName: hostQueueName(deployment, FAN_OUT),
      // What waits longer than that is due again anyway, and the next tick passes it on anew.
      retentionPeriod: Duration.hours(1),
      // Six times the time-out: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MOST_TAKES },
    });
  }

  /** Has a function work on the queue; what it could not do comes again, and nothing else does. */
  feed(consumer: LambdaFunction): void {
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: LOOKS_PER_RUN,
        maxConcurrency: RUNS_AT_ONCE,
        reportBatchItemFailures: true,
      }),
    );
  }
}
