import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, type AwsPermission, awsAction } from '../aws-service.ts';
import type { SecretVault } from './secret-vault.ts';
import type { StoredSecret } from './stored-secret.ts';
import { putValue, versionToken } from './value-actions.ts';
import type { Versions } from './versions.ts';

/** CreateSecret, DescribeSecret, UpdateSecret, TagResource, DeleteSecret, RestoreSecret. */
export function secretActions(vault: SecretVault) {
  const onSecret = ({ SecretId }: { SecretId: string }, call: AwsCall): readonly AwsPermission[] => [
    vault.permission(SecretId, { call }),
  ];
  return {
    CreateSecret: awsAction({
      input: z.strictObject({
        Name: z.string().regex(/^[\w/+=.@-]{1,512}$/),
        ClientRequestToken: versionToken.default(() => randomUUID()),
        Description: z.string().optional(),
        KmsKeyId: z.string().optional(),
        SecretString: z.string().optional(),
        SecretBinary: z.base64().optional(),
        Tags: z.array(tag).optional(),
      }),
      permissions: ({ Name }, call) => [
        vault.permission(Name, { call, context: { 'secretsmanager:Name': Name } }),
      ],
      run: async (input, call) => {
        const secret = vault.add(input.Name, { call, kmsKeyId: input.KmsKeyId });
        secret.description = input.Description;
        secret.tags = input.Tags ?? [];
        const named = { ARN: secret.arn, Name: secret.name };
        if (input.SecretString === undefined && input.SecretBinary === undefined) return named;
        const versionId = input.ClientRequestToken;
        try {
          await putValue(vault, { ...input, secret, versionId, labels: ['AWSCURRENT'], call });
        } catch (error) {
          vault.remove(secret);
          throw error;
        }
        return { ...named, VersionId: versionId };
      },
    }),

    DescribeSecret: awsAction({
      input: z.strictObject({ SecretId: z.string().min(1) }),
      permissions: onSecret,
      run: ({ SecretId }) => described(vault.get(SecretId)),
    }),

    UpdateSecret: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        ClientRequestToken: versionToken.default(() => randomUUID()),
        Description: z.string().optional(),
        KmsKeyId: z.string().optional(),
        SecretString: z.string().optional(),
        SecretBinary: z.base64().optional(),
      }),
      permissions: onSecret,
      run: async (input, call) => {
        const secret = vault.living(input.SecretId);
        secret.description = input.Description ?? secret.description;
        secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId;
        const named = { ARN: secret.arn, Name: secret.name };
        if (input.SecretString === undefined && input.SecretBinary === undefined) return named;
        const versionId = input.ClientRequestToken;
        await putValue(vault, { ...input, secret, versionId, labels: ['AWSCURRENT'], call });
        return { ...named, VersionId: versionId };
      },
    }),

    TagResource: awsAction({
      input: z.strictObject({ SecretId: z.string().min(1), Tags: z.array(tag) }),
      permissions: onSecret,
      run: ({ SecretId, Tags }) => {
        const secret = vault.living(SecretId);
        const others = secret.tags.filter(({ Key }) => !Tags.some((added) => added.Key === Key));
        secret.tags = [...others, ...Tags];
      },
    }),

    DeleteSecret: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        RecoveryWindowInDays: z.int().min(7).max(30).optional(),
        ForceDeleteWithoutRecovery: z.boolean().optional(),
      }),
      permissions: onSecret,
      run: ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }, { now }) => {
        const secret = vault.living(SecretId);
        if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined)
          throw new AwsError('InvalidParameterException', 'a recovery window and none at once');
        if (ForceDeleteWithoutRecovery) vault.remove(secret);
        const goneAt = ForceDeleteWithoutRecovery ? now : now + (RecoveryWindowInDays ?? 30) * DAY;
        secret.deletedAt = goneAt;
        return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(goneAt) };
      },
    }),

    RestoreSecret: awsAction({
      input: z.strictObject({ SecretId: z.string().min(1) }),
      permissions: onSecret,
      run: ({ SecretId }) => {
        const secret = vault.get(SecretId);
        secret.deletedAt = undefined;
        return { ARN: secret.arn, Name: secret.name };
      },
    }),
  };
}

const DAY = 24 * 60 * 60 * 1000;
const tag = z.strictObject({ Key: z.string(), Value: z.string() });

function described(secret: StoredSecret) {
  const { rotation } = secret;
  const seen = secret.read();
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    CreatedDate: new Date(secret.createdAt),
    DeletedDate: secret.deletedAt === undefined ? undefined : new Date(secret.deletedAt),
    Tags: secret.tags,
    ...(rotation && {
      RotationEnabled: rotation.enabled,
      RotationLambdaARN: rotation.functionArn,
      RotationRules: rotation.rules,
      LastRotatedDate: rotation.lastRotatedAt === undefined ? undefined : new Date(rotation.lastRotatedAt),
    }),
    ...(seen.labels.size > 0 && { VersionIdsToStages: byVersion(seen) }),
  };
}

/** Versions that carry a label; the others are deprecated and not named. */
function byVersion({ labels }: Versions): Record<string, readonly string[]> {
  const found: Record<string, string[]> = {};
  for (const [label, versionId] of labels) found[versionId] = [...(found[versionId] ?? []), label];
  return found;
}
