import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib';
import { type CompositeAlarm, Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnQueryDefinition,
  type ILogGroup,
  LogGroup,
  MetricFilter,
  RetentionDays,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import {
  credentialAlarm,
  daemonAlarm,
  daemonLogGroup,
  daemonMetric,
  daemonNamespace,
} from '../../core/wire.ts';
import type { IOpsChannel } from '../ops-channel/ops-channel.ts';
import { refusal } from '../refuse.ts';
import { RefusedAgain } from './refused-again.ts';
import { RefusedByCredential } from './refused-by-credential.ts';
import { REFUSED_LINES, refusedCondition, tokenLines, WORKING_LINES } from './token-lines.ts';

export interface FailureWatchProps {
  /** Name of the deployment. */
  readonly deployment: string;
  /** Name of the daemon; its lines are shipped to `/evergrant/<deployment>/daemon/<daemon>`. */
  readonly daemon: string;
  /** The customer key. Must let CloudWatch Logs use it, as `EvergrantKey` does. */
  readonly key: IKey;
  /** Whose alarm topic is told. */
  readonly channel: IOpsChannel;
  /**
   * Texts that a line holds when the daemon got no token or was refused with it; the case counts.
   *
   * @default - `token error: HTTP Error 400`, `… 401`, `invalid_grant`, `invalid_client`, `unauthorized_client`
   */
  readonly refusedLines?: readonly string[];
  /**
   * Texts that a line holds when its work was done. Without one that fits, and without `evergrant run --json`, the alarm
   * closes only a week after the last refusal.
   *
   * @default - `synced`
   */
  readonly workingLines?: readonly string[];
  /**
   * How often the daemon tries while all is well. Whole minutes, up to two days.
   *
   * @default Duration.minutes(30)
   */
  readonly interval?: Duration;
  /**
   * How long its lines are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/**
 * Watches the lines of one daemon: a log group, a metric that is 1 for a refused token and 0 for work that was done, an
 * alarm on it that holds under back-off, an alarm by credential, and two saved queries.
 */
export class FailureWatch extends Construct {
  readonly logGroup: ILogGroup;
  /** Rings when the token was refused again and again, and closes at the first success. */
  readonly alarm: CompositeAlarm;
  readonly #props: FailureWatchProps;

  constructor(scope: Construct, id: string, props: FailureWatchProps) {
    super(scope, id);
    const { deployment, daemon, refusedLines = REFUSED_LINES, workingLines = WORKING_LINES } = props;
    const interval = props.interval ?? Duration.minutes(30);
    checkInterval(this, interval);
    checkTexts(this, 'refusedLines', { texts: refusedLines, least: 1 });
    checkTexts(this, 'workingLines', { texts: workingLines, least: 0 });
    this.#props = props;
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: daemonLogGroup(deployment, daemon),
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const { id: line, pattern, value } of tokenLines({ refused: refusedLines, working: workingLines })) {
      new MetricFilter(this, line, {
        logGroup: this.logGroup,
        filterPattern: pattern,
        metricNamespace: daemonNamespace(deployment),
        metricName: daemonMetric(daemon),
        metricValue: value,
      });
    }
    this.alarm = this.#again(interval);
    const refused = refusedCondition(refusedLines);
    new RefusedByCredential(this, 'ByCredential', {
      alarmName: credentialAlarm(deployment, daemon),
      description: `a credential of daemon ${daemon} was refused three times within a day; next: evergrant explain --alarm ${credentialAlarm(deployment, daemon)}`,
      logGroup: this.logGroup,
      refused,
      topic: props.channel.alarmTopic,
    });
    this.#save(
      'refusals',
      `fields @timestamp, @message\n| filter ${refused}\n| sort @timestamp desc\n| limit 100`,
    );
    this.#save('refusals by hour', `filter ${refused}\n| stats count(*) as refusals by bin(1h)`);
  }

  /** 1 for a refused token, 0 for work that was done: their sum counts refusals. */
  metricTokenTrouble(options?: MetricOptions): Metric {
    const { deployment, daemon } = this.#props;
    return new Metric({
      namespace: daemonNamespace(deployment),
      metricName: daemonMetric(daemon),
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    });
  }

  #again(interval: Duration): CompositeAlarm {
    const { deployment, daemon, channel } = this.#props;
    const alarmName = daemonAlarm(deployment, daemon);
    const { alarm } = new RefusedAgain(this, 'Again', {
      alarmName,
      description: `daemon ${daemon} is refused with its token, again and again; next: evergrant explain --alarm ${alarmName}`,
      trouble: this.metricTokenTrouble(),
      interval,
    });
    const told = new SnsAction(channel.alarmTopic);
    alarm.addAlarmAction(told);
    alarm.addOkAction(told);
    return alarm;
  }

  #save(name: string, queryString: string): void {
    const { deployment, daemon } = this.#props;
    new CfnQueryDefinition(this, `Query-${name.replaceAll(' ', '-')}`, {
      name: `evergrant/${deployment}/${daemon}/${name}`,
      logGroupNames: [this.logGroup.logGroupName],
      queryString,
    });
  }
}

const LONGEST_INTERVAL = Duration.days(2);

function checkInterval(scope: Construct, interval: Duration): void {
  if (interval.isUnresolved()) return;
  const minutes = interval.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_INTERVAL.toMinutes()) return;
  throw refusal(scope, {
    prop: 'interval',
    says: `expected whole minutes, up to ${LONGEST_INTERVAL.toHumanString()}, got ${interval.toHumanString()}`,
    remedy: 'give the interval at which the daemon tries, such as Duration.minutes(30)',
  });
}

function checkTexts(
  scope: Construct,
  prop: string,
  { texts, least }: { texts: readonly string[]; least: number },
): void {
  const empty = texts.some((text) => !Token.isUnresolved(text) && text.trim() === '');
  if (!empty && texts.length >= least) return;
  throw refusal(scope, {
    prop,
    says: empty ? 'expected texts, got an empty one, which every line holds' : 'expected at least one text',
    remedy: 'give a part of the line as the daemon writes it',
  });
}
