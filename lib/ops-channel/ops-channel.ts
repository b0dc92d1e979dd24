import { Stack, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { urlKind } from '../../core/issuer/secure-url.ts';
import { topicName } from '../../core/wire.ts';
import { checkName, refusal } from '../refuse.ts';
import { grantKeyVia } from '../use-key.ts';
import { SealedTopic } from './sealed-topic.ts';
import { type SlackChannel, slackChannel } from './slack-channel.ts';

/** What a publisher to a topic under the customer key does to that key. */
const USE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

export interface OpsChannelProps {
  /** Name of the deployment; the topics are `evergrant-<deployment>-ops` and `evergrant-<deployment>-alarms`. */
  readonly deployment: string;
  /** The customer key. Must let CloudWatch alarms use it, as `EvergrantKey` does. */
  readonly key: IKey;
  /**
   * Addresses that get every message as an e-mail. Each must confirm once, by the link that SNS sends it.
   *
   * @default - nobody
   */
  readonly emails?: readonly string[];
  /**
   * HTTPS addresses that get every message as SNS posts it, and confirm the subscription themselves.
   *
   * @default - none
   */
  readonly https?: readonly string[];
  /**
   * Slack channels, through Amazon Q Developer in chat applications. Somebody must have authorised the workspace in its
   * console before.
   *
   * @default - none
   */
  readonly slackChannels?: readonly SlackChannel[];
}

/** Where people are told, whoever made it. */
export interface IOpsChannel {
  /** The topic that people subscribe to. */
  readonly topic: ITopic;
  /** The topic that alarms publish to and `notify` listens to. */
  readonly alarmTopic: ITopic;
}

/** Where people are told: one message of `notify` for each incident, and raw alarms about Evergrant itself. */
export class OpsChannel extends Construct implements IOpsChannel {
  /** The channel of a deployment that another stack made. */
  static fromDeployment(scope: Construct, id: string, deployment: string): IOpsChannel {
    const named = (topic: 'ops' | 'alarms') =>
      Topic.fromTopicArn(
        scope,
        `${id}-${topic}`,
        Stack.of(scope).formatArn({ service: 'sns', resource: topicName(deployment, topic) }),
      );
    return { topic: named('ops'), alarmTopic: named('alarms') };
  }

  /** The topic that people subscribe to. */
  readonly topic: ITopic;
  /** The topic that alarms publish to and `notify` listens to; what comes out is a message for people. */
  readonly alarmTopic: ITopic;
  readonly key: IKey;

  constructor(scope: Construct, id: string, props: OpsChannelProps) {
    super(scope, id);
    const { deployment, key } = props;
    checkName(this, { prop: 'deployment', value: deployment, most: 40 });
    this.key = key;
    this.topic = new SealedTopic(this, 'Ops', {
      topicName: topicName(deployment, 'ops'),
      displayName: `Evergrant ${deployment}`,
      key,
    });
    this.alarmTopic = new SealedTopic(this, 'Alarms', {
      topicName: topicName(deployment, 'alarms'),
      displayName: `Evergrant ${deployment}: alarms for notify`,
      key,
    });
    for (const address of props.emails ?? []) this.topic.addSubscription(new EmailSubscription(address));
    for (const url of props.https ?? []) {
      this.#checkSecure(url);
      this.topic.addSubscription(new UrlSubscription(url));
    }
    for (const channel of props.slackChannels ?? []) slackChannel(this, { ...channel, topic: this.topic });
  }

  /** Lets somebody tell people. */
  grantPublish(grantee: IGrantable): Grant {
    grantKeyVia(this, grantee, { key: this.key, service: 'sns', actions: USE_KEY });
    return Grant.addToPrincipal({ grantee, actions: ['sns:Publish'], resourceArns: [this.topic.topicArn] });
  }

  /** SNS would take any http address, and put what people are told on the wire. */
  #checkSecure(url: string): void {
    if (Token.isUnresolved(url) || urlKind(url) === 'secure') return;
    throw refusal(this, {
      prop: 'https',
      says: `expected an https address, got ${JSON.stringify(url)}`,
      remedy: 'give the https address of the receiver, then: npx cdk synth',
    });
  }
}
