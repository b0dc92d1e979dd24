import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { Fault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';
import { awsFault } from '../aws-call/aws-fault.ts';

/** An alarm as CloudWatch shows it. */
export interface AlarmReading {
  readonly name: string;
  readonly description: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** Why it is in this state, in CloudWatch's own words. */
  readonly reason: string;
  /** When it came into this state; null: CloudWatch does not say. */
  readonly since: Instant | null;
}

/**
 * Reads an alarm by its whole name, of whichever kind it is.
 * @throws Fault `UnknownAlarm`, and the faults of AWS
 */
export async function readAlarm(client: CloudWatchClient, name: string): Promise<AlarmReading> {
  const command = new DescribeAlarmsCommand({
    AlarmNames: [name],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'],
  });
  const answer = await client.send(command).catch((error: unknown) => {
    throw awsFault(error, { resource: `alarm ${name}`, action: 'cloudwatch:DescribeAlarms' });
  });
  const [found]: readonly AlarmFields[] = [
    ...(answer.MetricAlarms ?? []),
    ...(answer.CompositeAlarms ?? []),
    ...(answer.LogAlarms ?? []),
  ];
  if (!found) throw unknown(name);
  return {
    name,
    description: found.AlarmDescription ?? '',
    state: found.StateValue ?? 'INSUFFICIENT_DATA',
    reason: found.StateReason ?? '',
    since: (found.StateTransitionedTimestamp ?? found.StateUpdatedTimestamp)?.getTime() ?? null,
  };
}

/** What its kinds have in common. */
interface AlarmFields {
  readonly AlarmDescription?: string | undefined;
  readonly StateValue?: AlarmReading['state'] | undefined;
  readonly StateReason?: string | undefined;
  readonly StateTransitionedTimestamp?: Date | undefined;
  readonly StateUpdatedTimestamp?: Date | undefined;
}

function unknown(name: string): Fault {
  return new Fault({
    code: 'UnknownAlarm',
    message: `there is no alarm "${name}" in this account and Region`,
    remedy: 'see which there are: aws cloudwatch describe-alarms --alarm-name-prefix evergrant-',
  });
}
