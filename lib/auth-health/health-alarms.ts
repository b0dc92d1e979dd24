import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { FAN_OUT, type HealthAlarm, hostQueueName } from '../../core/wire.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';

/** What an alarm goes by and who is told. */
export interface HealthRule {
  readonly alarm: HealthAlarm;
  readonly says: string;
  readonly metric: IMetric;
  readonly comparisonOperator: ComparisonOperator;
  readonly threshold: number;
  /** Periods in a row. */
  readonly periods: number;
  readonly treatMissingData: TreatMissingData;
  /**
   * `notify`: people get one message for each incident. `people`: they get the alarm as it is, because whoever would
   * make a message of it may be what is broken.
   */
  readonly tells: 'notify' | 'people';
}

export interface HealthLimits {
  /** Failures in a row of a grant. */
  readonly failures: number;
  /** Life left of a token that should long have been replaced. */
  readonly lifeLeft: Duration;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_OR_EQUAL_TO_THRESHOLD: AT_MOST } =
  ComparisonOperator;
const { BREACHING, NOT_BREACHING, IGNORE } = TreatMissingData;

/**
 * The alarms on a deployment as a whole. They go by gauges that `refresh` gives every minute, whatever happens: a count
 * of failures would fall silent under back-off. Missing gauges are the heartbeat's business; the others keep their state.
 */
export function healthRules(broker: ITokenBroker, limits: HealthLimits): readonly HealthRule[] {
  const { deployment } = broker;
  return [
    {
      alarm: 'heartbeat-missing',
      says: 'nobody refreshes: the function refresh did not run for five minutes',
      metric: broker.metricHeartbeat(),
      comparisonOperator: AT_MOST,
      threshold: 0,
      periods: 5,
      treatMissingData: BREACHING,
      tells: 'people',
    },
    {
      alarm: 'grant-failing',
      says: `a grant has failed ${limits.failures} times in a row, or only a person can renew it`,
      metric: broker.metricConsecutiveFailures(),
      comparisonOperator: AT_LEAST,
      threshold: limits.failures,
      periods: 3,
      treatMissingData: IGNORE,
      tells: 'notify',
    },
    {
      alarm: 'token-expiring',
      says: `a token in force has ${limits.lifeLeft.toHumanString()} or less to live`,
      metric: broker.metricSecondsToExpiry(),
      comparisonOperator: AT_MOST,
      threshold: limits.lifeLeft.toSeconds(),
      periods: 3,
      treatMissingData: IGNORE,
      tells: 'notify',
    },
    {
      alarm: 'refresh-overdue',
      says: 'grants wait for their refresh for more than five minutes',
      metric: broker.metricOverdue(),
      comparisonOperator: AT_LEAST,
      threshold: 1,
      periods: 5,
      treatMissingData: IGNORE,
      tells: 'people',
    },
    {
      alarm: 'host-silent',
      says: 'a host has not reported for 15 minutes: new tokens may not reach its daemons',
      metric: broker.metricHostsSilent(),
      comparisonOperator: AT_LEAST,
      threshold: 1,
      periods: 3,
      treatMissingData: IGNORE,
      tells: 'notify',
    },
    ...errorRules(broker),
    {
      alarm: 'messages-dead',
      says: 'grants could not be looked at five times: their messages lie in the dead-letter queue',
      metric: new Metric({
        namespace: 'AWS/SQS',
        metricName: 'ApproximateNumberOfMessagesVisible',
        dimensionsMap: { QueueName: `${hostQueueName(deployment, FAN_OUT)}-dead` },
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
      comparisonOperator: AT_LEAST,
      threshold: 1,
      periods: 1,
      treatMissingData: NOT_BREACHING,
      tells: 'people',
    },
  ];
}

/** Each function's own failures; a rotation that failed is repeated by Secrets Manager, and this rings all the same. */
function errorRules(broker: ITokenBroker): readonly HealthRule[] {
  const common = {
    comparisonOperator: AT_LEAST,
    threshold: 1,
    periods: 1,
    treatMissingData: NOT_BREACHING,
  };
  return [
    {
      ...common,
      alarm: 'rotation-failed',
      says: 'a rotation of a token secret failed; the token in force stays',
      metric: broker.metricErrors('rotate'),
      tells: 'notify',
    },
    {
      ...common,
      alarm: 'refresh-failed',
      says: 'the function refresh ended with errors in three periods of five minutes',
      metric: broker.metricErrors('refresh'),
      periods: 3,
      tells: 'people',
    },
    {
      ...common,
      alarm: 'notify-failed',
      says: 'the function notify failed: an incident may be untold',
      metric: broker.metricErrors('notify'),
      tells: 'people',
    },
  ];
}
