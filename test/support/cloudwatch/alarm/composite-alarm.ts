import { z } from 'zod';
import { alarmProperties, checkedProperties, type PlainResource } from '../checked-properties.ts';
import { type Alarm, actionsByState } from './alarm.ts';
import { alarmRule } from './alarm-rule.ts';
import type { AlarmState } from './alarm-state.ts';

export interface CompositeAlarm extends Alarm {
  /** Names of the alarms that the rule names; they are evaluated before. */
  readonly children: readonly string[];
}

/** Reads `AWS::CloudWatch::CompositeAlarm`; without a suppressor of actions. It is OK or ALARM, never in between. */
export function compositeAlarm(
  resource: PlainResource,
  stateOf: (name: string) => AlarmState,
): CompositeAlarm {
  const properties = checkedProperties(PROPERTIES, resource);
  const rule = alarmRule(properties.AlarmRule);
  return {
    name: properties.AlarmName,
    description: properties.AlarmDescription,
    actions: actionsByState(properties),
    children: rule.children,
    evaluate: () => (rule.holds(stateOf) ? 'ALARM' : 'OK'),
  };
}

const PROPERTIES = z.strictObject({ ...alarmProperties, AlarmRule: z.string().max(10_240) });
