import type { PutCompositeAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { Json } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import { resolved } from '../template/intrinsics.ts';

const COMPOSITE_ALARM = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmRule: z.string(),
  AlarmActions: z.array(z.string()),
  OKActions: z.array(z.string()),
});

export interface Place {
  readonly account: string;
  /** What a logical id of the stacks became. */
  readonly physicalId: (logicalId: string) => Promise<string>;
}

/**
 * A composite alarm as its template has it, for a call of PutCompositeAlarm: the emulator makes none from a template.
 * Its parts are the alarms that were deployed.
 */
export async function compositeAlarm(properties: Json, place: Place): Promise<PutCompositeAlarmCommandInput> {
  const { account, physicalId } = place;
  const unknown = async () => {
    throw new NotUnderstood('this in a composite alarm');
  };
  return COMPOSITE_ALARM.parse(
    await resolved(properties, {
      ref: async (name) => (name === 'AWS::AccountId' ? account : unknown()),
      attribute: async (id) => `arn:aws:cloudwatch:us-east-1:${account}:alarm:${await physicalId(id)}`,
      exported: unknown,
      outputOf: unknown,
      condition: unknown,
    }),
  );
}
