import { z } from 'zod';
import type { Json } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';

/** A synthesized template, as far as a deployment needs it. */
export type Template = z.infer<typeof TEMPLATE>;

/** @throws NotUnderstood for a section that is not known, a transform above all */
export function readTemplate(stackName: string, template: Json): Template {
  const parsed = TEMPLATE.safeParse(template);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new NotUnderstood(`the template ${stackName}: ${problems.join('; ')}`);
}

const json: z.ZodType<Json> = z.json();

const TEMPLATE = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  /** Those of the CDK compare the bootstrap version; nothing is bootstrapped here. */
  Rules: z.strictObject({ CheckBootstrapVersion: z.unknown() }).optional(),
  Parameters: z
    .record(z.string(), z.looseObject({ Type: z.string(), Default: z.string().optional() }))
    .default({}),
  Conditions: z.record(z.string(), json).default({}),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.record(z.string(), json).default({}),
      DependsOn: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
      Condition: z.string().optional(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      Metadata: z.unknown().optional(),
    }),
  ),
  Outputs: z
    .record(
      z.string(),
      z.strictObject({
        Value: json,
        Description: z.string().optional(),
        Condition: z.string().optional(),
        Export: z.strictObject({ Name: json }).optional(),
      }),
    )
    .default({}),
});
