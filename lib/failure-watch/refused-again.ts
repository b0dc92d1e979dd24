import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/** How long a refusal is remembered: the longest window of hourly periods. A daemon that tries daily refuses silence. */
const MEMORY_HOURS = 168;

/** Refusals, in hours of their own, that make a pattern of a blip. */
const HOURS_WITH_REFUSALS = 2;

/** Intervals without a word of success after which the last success no longer counts. */
const INTERVALS_OF_CREDIT = 3;

export interface RefusedAgainProps {
  readonly alarmName: string;
  readonly description: string;
  /** 1 for a refusal, 0 for a success, nothing in between. */
  readonly trouble: Metric;
  /** How often the daemon tries while it works. */
  readonly interval: Duration;
}

/**
 * The alarm that holds while failures become rarer. Under back-off a count in a window falls silent exactly when things
 * are worst; here three alarms without actions each know one thing, and the one that speaks is their combination:
 *
 * - *last*: the last word was a refusal. Keeps its state over any gap, and one success ends it.
 * - *again*: there were refusals in two hours of the last week, so that one blip is none.
 * - *lately*: there was a success within three intervals, so that a blip after an outage is none either.
 */
export class RefusedAgain extends Construct {
  readonly alarm: CompositeAlarm;

  constructor(scope: Construct, id: string, props: RefusedAgainProps) {
    super(scope, id);
    const { alarmName, trouble, interval } = props;
    const last = new Alarm(this, 'Last', {
      alarmName: `${alarmName}-last`,
      alarmDescription: 'the last word of the daemon was that its token was refused; a part of another alarm',
      metric: trouble.with({ statistic: Stats.MINIMUM, period: Duration.minutes(1) }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
    });
    const again = new Alarm(this, 'Again', {
      alarmName: `${alarmName}-again`,
      alarmDescription:
        'the token was refused in two hours or more of the last week; a part of another alarm',
      metric: trouble.with({ statistic: Stats.MAXIMUM, period: Duration.hours(1) }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: MEMORY_HOURS,
      datapointsToAlarm: HOURS_WITH_REFUSALS,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const lately = new Alarm(this, 'Lately', {
      alarmName: `${alarmName}-lately`,
      alarmDescription: 'the daemon did its work not long ago; a part of another alarm',
      metric: trouble.with({ statistic: Stats.MINIMUM, period: interval }),
      comparisonOperator: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      evaluationPeriods: INTERVALS_OF_CREDIT,
      datapointsToAlarm: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    this.alarm = new CompositeAlarm(this, 'Alarm', {
      compositeAlarmName: alarmName,
      alarmDescription: props.description,
      alarmRule: AlarmRule.allOf(
        AlarmRule.fromAlarm(last, AlarmState.ALARM),
        AlarmRule.fromAlarm(again, AlarmState.ALARM),
        AlarmRule.not(AlarmRule.fromAlarm(lately, AlarmState.ALARM)),
      ),
    });
  }
}
