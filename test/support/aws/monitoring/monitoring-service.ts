import { z } from 'zod';
import { type AwsCall, type AwsService, awsAction } from '../aws-service.ts';

/** An alarm as DescribeAlarms shows it. */
export interface ShownAlarm {
  readonly kind: 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm';
  readonly description?: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  readonly since: number;
}

/** CloudWatch, as far as alarms are read by name. Evaluating them is the business of test/support/cloudwatch. */
export class MonitoringService implements AwsService {
  readonly name = 'monitoring';
  readonly iamName = 'cloudwatch';
  readonly protocol = { kind: 'json', target: 'GraniteServiceVersion20100801', version: '1.0' } as const;
  readonly alarms = new Map<string, ShownAlarm>();

  readonly actions = {
    DescribeAlarms: awsAction({
      input: z.strictObject({
        AlarmNames: z.array(z.string()).min(1).max(100),
        AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm', 'LogAlarm'])),
      }),
      permissions: ({ AlarmNames }, call) => AlarmNames.map((name) => ({ resource: arnOf(name, call) })),
      run: ({ AlarmNames, AlarmTypes }) => {
        const ofKind = (kind: ShownAlarm['kind']) =>
          AlarmNames.flatMap((name) => {
            const alarm = this.alarms.get(name);
            return alarm?.kind === kind && AlarmTypes.includes(kind) ? [shown(name, alarm)] : [];
          });
        return {
          MetricAlarms: ofKind('MetricAlarm'),
          CompositeAlarms: ofKind('CompositeAlarm'),
          LogAlarms: ofKind('LogAlarm'),
        };
      },
    }),
  };
}

function shown(name: string, { description = '', state, reason, since }: ShownAlarm) {
  return {
    AlarmName: name,
    AlarmDescription: description,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(since),
  };
}

function arnOf(name: string, { region, account }: AwsCall): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}
