import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ENVIRONMENT, type FunctionName } from '../../core/wire.ts';
import { EvergrantKey } from '../evergrant-key/evergrant-key.ts';
import { Ledger } from '../ledger/ledger.ts';
import { OpsChannel } from '../ops-channel/ops-channel.ts';
import { checkName } from '../refuse.ts';
import { allow, brokerStatements, notifyStatements, USE_KEY } from './broker-access.ts';
import { BrokerBase, type ITokenBroker } from './broker-base.ts';
import { BrokerFunction } from './broker-function.ts';
import { bundlesFolder } from './bundles-folder.ts';
import { FanOut } from './fan-out.ts';
import { TickSchedule } from './tick-schedule.ts';

/**
 * The lock of a refresh stands for two minutes, and nobody may hold one that others think abandoned: the function must
 * be dead half a minute before.
 */
const REFRESH_TIMEOUT = Duration.seconds(90);

/** The same lock. A step may wait a minute for whoever holds it, and must live to say so. */
const ROTATE_TIMEOUT = REFRESH_TIMEOUT;

/** It searches logs, waits half a minute for the check of a grant, twice with a minute between for a young token, and must tell people all the same. */
const NOTIFY_TIMEOUT = Duration.minutes(3);

/** What is known of a broker of another stack. */
export interface TokenBrokerAttributes {
  readonly deployment: string;
  readonly key: IKey;
}

export interface TokenBrokerProps {
  /** Name of the deployment: a part of every name outside. Letters, digits, "-" and "_", at most 40. */
  readonly deployment: string;
  /**
   * The customer key.
   *
   * @default - a new `EvergrantKey`
   */
  readonly key?: IKey;
  /**
   * Where state is kept.
   *
   * @default - a new `Ledger`
   */
  readonly ledger?: Ledger;
  /**
   * Where people are told.
   *
   * @default - a new `OpsChannel`, which nobody has subscribed to
   */
  readonly channel?: OpsChannel;
  /**
   * The folder with the bundles of the functions, `refresh/index.mjs` and so on.
   *
   * @default - those of this package
   */
  readonly code?: string;
  /**
   * How long the logs of the functions are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/**
 * Refreshes, rotates and tells: the functions, the clock that calls them every minute, and the queue over which one run
 * passes on what it cannot do alone. One broker for each deployment; grants are added as `ManagedGrant`s.
 */
export class TokenBroker extends BrokerBase {
  /** A broker that another stack made. */
  static fromTokenBrokerAttributes(scope: Construct, id: string, from: TokenBrokerAttributes): ITokenBroker {
    return new ImportedBroker(scope, id, from);
  }

  readonly deployment: string;
  readonly key: IKey;
  readonly ledger: Ledger;
  readonly channel: OpsChannel;
  /** Where hosts ask for a refresh, signed with their own AWS credentials. */
  readonly requestUrl: string;
  readonly fanOut: FanOut;
  readonly schedule: TickSchedule;
  readonly functions: Readonly<Record<Exclude<FunctionName, 'web' | 'activation'>, BrokerFunction>>;

  constructor(scope: Construct, id: string, props: TokenBrokerProps) {
    super(scope, id);
    const { deployment } = props;
    checkName(this, { prop: 'deployment', value: deployment, most: 40 });
    this.deployment = deployment;
    const key = props.key ?? new EvergrantKey(this, 'Key', { deployment });
    this.key = key;
    this.ledger = props.ledger ?? new Ledger(this, 'Ledger', { deployment, key });
    this.channel = props.channel ?? new OpsChannel(this, 'OpsChannel', { deployment, key });
    this.fanOut = new FanOut(this, 'FanOut', { deployment, key, timeout: REFRESH_TIMEOUT });
    this.functions = {
      refresh: this.#function('refresh', props, {
        description: 'Refreshes grants that are due, or one on request',
        timeout: REFRESH_TIMEOUT,
        // The next beat, and the queue, come by themselves.
        retries: 0,
      }),
      rotate: this.#function('rotate', props, {
        description: 'The four steps of Secrets Manager for the secrets of tokens and signing keys',
        timeout: ROTATE_TIMEOUT,
        // Secrets Manager calls each step again by itself.
        retries: 0,
      }),
      notify: this.#function('notify', props, {
        description: 'Turns alarms into one message for people',
        timeout: NOTIFY_TIMEOUT,
        // An alarm speaks once: a call that is lost is an incident that nobody hears of.
        retries: 2,
      }),
    };
    this.requestUrl = this.functions.refresh.function.addFunctionUrl({
      authType: FunctionUrlAuthType.AWS_IAM,
    }).url;
    this.#allowRefreshing();
    this.#allowNotifying();
    this.#letSecretsManagerRotate();
    this.fanOut.feed(this.functions.refresh.function);
    this.schedule = new TickSchedule(this, 'Tick', {
      deployment,
      key,
      refresh: this.functions.refresh.function,
    });
    this.channel.alarmTopic.addSubscription(new LambdaSubscription(this.functions.notify.function));
  }

  #function(
    name: FunctionName,
    props: TokenBrokerProps,
    about: { description: string; timeout: Duration; retries: number },
  ): BrokerFunction {
    const { deployment, key, ledger, channel, fanOut } = this;
    return new BrokerFunction(this, `${name[0]?.toUpperCase()}${name.slice(1)}`, {
      ...about,
      deployment,
      name,
      key,
      code: props.code ?? bundlesFolder(),
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      environment: {
        [ENVIRONMENT.deployment]: deployment,
        [ENVIRONMENT.table]: ledger.tableName,
        [ENVIRONMENT.key]: key.keyArn,
        [ENVIRONMENT.opsTopic]: channel.topic.topicArn,
        [ENVIRONMENT.fanOutQueue]: fanOut.queue.queueUrl,
      },
    });
  }

  /** Tick, request and rotation enter the same flow, so both functions have its rights; only `refresh` looks at everything and tells people. */
  #allowRefreshing(): void {
    for (const { role } of [this.functions.refresh, this.functions.rotate]) {
      allow(role, brokerStatements(this, this.deployment));
      this.key.grant(role, ...USE_KEY);
      this.ledger.grantKeep(role);
    }
    const { role } = this.functions.refresh;
    this.ledger.grantRead(role);
    this.ledger.grantWorkOff(role);
    this.channel.grantPublish(role);
    this.fanOut.queue.grant(role, 'sqs:SendMessage');
  }

  #allowNotifying(): void {
    const { role } = this.functions.notify;
    allow(role, notifyStatements(this, this.deployment));
    this.ledger.grantRead(role);
    this.ledger.grantKeepIncidents(role);
    this.channel.grantPublish(role);
    // By a call of the function alone: it has no use for the URL.
    role.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'CheckGrant',
        actions: ['lambda:InvokeFunction'],
        resources: [this.functions.refresh.function.functionArn],
      }),
    );
  }

  #letSecretsManagerRotate(): void {
    this.functions.rotate.function.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      // The L2 RotationSchedule leaves this out; without it another account's secret could call the function.
      sourceAccount: Stack.of(this).account,
    });
  }
}

class ImportedBroker extends BrokerBase {
  readonly deployment: string;
  readonly key: IKey;

  constructor(scope: Construct, id: string, { deployment, key }: TokenBrokerAttributes) {
    super(scope, id);
    this.deployment = deployment;
    this.key = key;
  }
}
