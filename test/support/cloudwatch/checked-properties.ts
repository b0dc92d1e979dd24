import { z } from 'zod';
import type { Json } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';

/** A resource of a template with its references resolved. */
export interface PlainResource {
  /** `AWS::CloudWatch::Alarm` */
  readonly type: string;
  readonly properties: Json;
}

/** The properties of a resource. @throws NotUnderstood for a property that the schema does not name */
export function checkedProperties<T>(schema: z.ZodType<T>, { type, properties }: PlainResource): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new NotUnderstood(`${type}: ${problems.join('; ')}`);
}

/** Tags change nothing here. */
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();

/** What all kinds of alarms have in common. */
export const alarmProperties = {
  AlarmName: z.string(),
  AlarmDescription: z.string().optional(),
  ActionsEnabled: z.boolean().default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
  Tags: tags,
};

export const missingData = z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing');

export const thresholdComparison = z.enum([
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);
