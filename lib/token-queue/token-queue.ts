import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FAN_OUT, hostQueueName } from '../../core/wire.ts';
import { acknowledge } from '../acknowledge.ts';
import { checkName, refusal } from '../refuse.ts';
import { grantKeyVia } from '../use-key.ts';

/** What the host daemon does with its own queue. */
const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage'];

/** A queue that a host listens to. */
export interface ITokenQueue {
  readonly queueUrl: string;
  readonly queueArn: string;
}

export interface TokenQueueProps {
  /** Name of the deployment; the queue is `evergrant-<deployment>-<host>`. */
  readonly deployment: string;
  /** Name of the host. */
  readonly host: string;
  /** The customer key. */
  readonly key: IKey;
  /**
   * How long a notice waits for a host that is off. A later one says more, and hosts also look by themselves.
   *
   * @default Duration.days(1)
   */
  readonly retention?: Duration;
}

/** Tells one host that a token has a newer generation. What comes through it names the token, never its value. */
export class TokenQueue extends Construct implements ITokenQueue {
  /** The queue of a host that another stack made. */
  static fromHost(scope: Construct, { deployment, host }: { deployment: string; host: string }): ITokenQueue {
    const { region, account, urlSuffix } = Stack.of(scope);
    const name = hostQueueName(deployment, host);
    return {
      queueUrl: `https://sqs.${region}.${urlSuffix}/${account}/${name}`,
      queueArn: Stack.of(scope).formatArn({ service: 'sqs', resource: name }),
    };
  }

  readonly queueUrl: string;
  readonly queueArn: string;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: TokenQueueProps) {
    super(scope, id);
    const { deployment, host, key, retention = Duration.days(1) } = props;
    checkName(this, { prop: 'host', value: host, most: 38 });
    if (host.startsWith(FAN_OUT) || host.startsWith('tick')) throw this.#taken(host);
    this.#key = key;
    const queue = new Queue(this, 'Queue', {
      queueName: hostQueueName(deployment, host),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      receiveMessageWaitTime: Duration.seconds(20),
      retentionPeriod: retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      queue,
      'SQS3',
      'a notice that nobody took is superseded by the next one and by the slow poll of the host: there is nothing to redrive',
    );
    this.queueUrl = queue.queueUrl;
    this.queueArn = queue.queueArn;
  }

  /** Lets the host take its own notices. */
  grantConsume(grantee: IGrantable): Grant {
    grantKeyVia(this, grantee, { key: this.#key, service: 'sqs', actions: ['kms:Decrypt'] });
    return Grant.addToPrincipal({ grantee, actions: [...CONSUME], resourceArns: [this.queueArn] });
  }

  #taken(host: string) {
    return refusal(this, {
      prop: 'host',
      says: `${JSON.stringify(host)} would take the name of a queue of the broker`,
      remedy: `call the host otherwise, such as ${JSON.stringify(`host-${host}`)}`,
    });
  }
}
