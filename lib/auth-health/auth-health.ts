import { Duration } from 'aws-cdk-lib';
import { Alarm, type CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { healthAlarm } from '../../core/wire.ts';
import type { IOpsChannel } from '../ops-channel/ops-channel.ts';
import { refusal } from '../refuse.ts';
import type { ITokenBroker } from '../token-broker/broker-base.ts';
import { anyAlarm } from './any-alarm.ts';
import { type HealthRule, healthRules } from './health-alarms.ts';

export interface AuthHealthProps {
  /** What is watched. */
  readonly broker: ITokenBroker;
  /** Who is told. */
  readonly channel: IOpsChannel;
  /**
   * Alarms of daemons, such as `FailureWatch.alarm`: each tells people by itself and is a part of the one alarm here.
   *
   * @default - none
   */
  readonly daemonAlarms?: readonly IAlarm[];
  /**
   * Failures in a row of one grant that ring. 1 or more.
   *
   * @default 3
   */
  readonly failures?: number;
  /**
   * A token in force that has no more than this left, although it is refreshed at two thirds of its life, rings.
   *
   * @default Duration.minutes(5)
   */
  readonly lifeLeft?: Duration;
}

/**
 * Is anybody's sign-in broken? Alarms on the deployment's gauges and functions, and one over all of them and those of
 * the daemons. That one tells nobody by itself, because its parts do: it is for a pager, a dashboard, a deployment gate.
 */
export class AuthHealth extends Construct {
  /** Rings while anything is broken. Give it an action of your own: `authHealth.alarm.addAlarmAction(…)`. */
  readonly alarm: CompositeAlarm;
  readonly alarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, props: AuthHealthProps) {
    super(scope, id);
    const { broker, failures = 3, lifeLeft = Duration.minutes(5), daemonAlarms = [] } = props;
    if (!Number.isInteger(failures) || failures < 1) throw this.#failures(failures);
    this.alarms = healthRules(broker, { failures, lifeLeft }).map((rule) => this.#add(rule, props));
    this.alarm = anyAlarm(this, 'AuthIsBroken', {
      alarmName: healthAlarm(broker.deployment, 'auth-is-broken'),
      description: `somebody's sign-in is broken in deployment ${broker.deployment}; next: evergrant status`,
      alarms: [...this.alarms, ...daemonAlarms],
    });
  }

  #add(rule: HealthRule, { broker, channel }: AuthHealthProps): Alarm {
    const alarmName = healthAlarm(broker.deployment, rule.alarm);
    const alarm = new Alarm(this, rule.alarm, {
      alarmName,
      alarmDescription: `${rule.says}; next: evergrant explain --alarm ${alarmName}`,
      metric: rule.metric,
      comparisonOperator: rule.comparisonOperator,
      threshold: rule.threshold,
      evaluationPeriods: rule.periods,
      treatMissingData: rule.treatMissingData,
    });
    const told = new SnsAction(rule.tells === 'notify' ? channel.alarmTopic : channel.topic);
    alarm.addAlarmAction(told);
    alarm.addOkAction(told);
    return alarm;
  }

  #failures(failures: number) {
    return refusal(this, {
      prop: 'failures',
      says: `expected a whole number, 1 or more, got ${failures}`,
      remedy: 'leave it out for 3',
    });
  }
}
