import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { awsAction } from '../aws-service.ts';
import type { RotationDriver } from './rotation-driver.ts';
import type { SecretVault } from './secret-vault.ts';
import { versionToken } from './value-actions.ts';

/** RotateSecret and CancelRotateSecret. */
export function rotationActions(vault: SecretVault, driver: RotationDriver) {
  return {
    RotateSecret: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        ClientRequestToken: versionToken.default(() => randomUUID()),
        RotationLambdaARN: z.string().optional(),
        RotationRules: rules.optional(),
        RotateImmediately: z.boolean().default(true),
      }),
      permissions: ({ SecretId, RotationLambdaARN }, call) => [
        vault.permission(SecretId, {
          call,
          context: {
            ...(RotationLambdaARN !== undefined && { 'secretsmanager:RotationLambdaARN': RotationLambdaARN }),
          },
        }),
      ],
      run: (input, call) => {
        const secret = vault.living(input.SecretId);
        const functionArn = input.RotationLambdaARN ?? secret.rotation?.functionArn;
        if (functionArn === undefined) {
          throw new AwsError(
            'InvalidRequestException',
            'No Lambda rotation function ARN is associated with this secret.',
          );
        }
        const { labels } = secret.versions;
        const pending = labels.get('AWSPENDING');
        if (pending !== undefined && pending !== labels.get('AWSCURRENT')) {
          throw new AwsError(
            'InvalidRequestException',
            "A previous rotation isn't complete. That rotation will be reattempted.",
          );
        }
        secret.rotation = {
          enabled: true,
          functionArn,
          rules: input.RotationRules ?? secret.rotation?.rules,
          lastRotatedAt: secret.rotation?.lastRotatedAt,
        };
        const versionId = input.ClientRequestToken;
        driver.start(secret, { versionId, immediately: input.RotateImmediately, now: call.now });
        return {
          ARN: secret.arn,
          Name: secret.name,
          ...(input.RotateImmediately && { VersionId: versionId }),
        };
      },
    }),

    CancelRotateSecret: awsAction({
      input: z.strictObject({ SecretId: z.string().min(1) }),
      permissions: ({ SecretId }, call) => [vault.permission(SecretId, { call })],
      run: ({ SecretId }) => {
        const secret = vault.living(SecretId);
        // Labels stay as they are: a pending one then blocks the next rotation.
        if (secret.rotation) secret.rotation.enabled = false;
        return { ARN: secret.arn, Name: secret.name };
      },
    }),
  };
}

/** Four hours at least, and cron only at full hours. */
const rules = z
  .strictObject({
    AutomaticallyAfterDays: z.int().min(1).max(1000).optional(),
    Duration: z
      .string()
      .regex(/^\d+h$/)
      .optional(),
    ScheduleExpression: z
      .string()
      .regex(/^(rate\(([4-9]|\d{2,}) hours\)|rate\(\d+ days?\)|cron\(0 \S+ \S+ \S+ \S+ \*\))$/)
      .optional(),
  })
  .refine(
    ({ AutomaticallyAfterDays, ScheduleExpression }) =>
      AutomaticallyAfterDays === undefined || ScheduleExpression === undefined,
    'either AutomaticallyAfterDays or ScheduleExpression',
  );
