import { AlarmRule, AlarmState, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** CloudWatch takes 100 children of a composite alarm; half of that leaves room for a rule's length. */
const MOST_CHILDREN = 50;

export interface AnyAlarmProps {
  readonly alarmName: string;
  readonly description: string;
  /** At least one. */
  readonly alarms: readonly IAlarm[];
}

/** An alarm that rings while any of these does; over more than fifty, one over alarms of the same kind. */
export function anyAlarm(scope: Construct, id: string, props: AnyAlarmProps): CompositeAlarm {
  const { alarmName, description, alarms } = props;
  const children =
    alarms.length <= MOST_CHILDREN
      ? alarms
      : groupsOf(alarms).map((group, index) =>
          anyAlarm(scope, `${id}-${index + 1}`, {
            alarmName: `${alarmName}-${index + 1}`,
            description: `a part of ${alarmName}`,
            alarms: group,
          }),
        );
  return new CompositeAlarm(scope, id, {
    compositeAlarmName: alarmName,
    alarmDescription: description,
    alarmRule: AlarmRule.anyOf(...children.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
  });
}

function groupsOf(alarms: readonly IAlarm[]): readonly (readonly IAlarm[])[] {
  const count = Math.ceil(alarms.length / MOST_CHILDREN);
  return Array.from({ length: count }, (_, index) =>
    alarms.slice(index * MOST_CHILDREN, (index + 1) * MOST_CHILDREN),
  );
}
