import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { awsAction } from '../aws-service.ts';
import type { SecretVault } from './secret-vault.ts';
import { label, versionToken } from './value-actions.ts';
import { labelsOf, type Versions, withLabel, withoutLabel } from './versions.ts';

/** UpdateSecretVersionStage and ListSecretVersionIds. */
export function labelActions(vault: SecretVault) {
  return {
    UpdateSecretVersionStage: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        VersionStage: label,
        RemoveFromVersionId: versionToken.optional(),
        MoveToVersionId: versionToken.optional(),
      }),
      permissions: ({ SecretId, VersionStage }, call) => [
        vault.permission(SecretId, { call, context: { 'secretsmanager:VersionStage': VersionStage } }),
      ],
      run: (input) => {
        const secret = vault.living(input.SecretId);
        secret.write(relabelled(secret.versions, input), vault.lag);
        return { ARN: secret.arn, Name: secret.name };
      },
    }),

    ListSecretVersionIds: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        MaxResults: z.int().min(1).max(100).default(100),
        NextToken: z.string().regex(/^\d+$/).optional(),
        IncludeDeprecated: z.boolean().default(false),
      }),
      permissions: ({ SecretId }, call) => [vault.permission(SecretId, { call })],
      run: ({ SecretId, MaxResults, NextToken, IncludeDeprecated }) => {
        const secret = vault.living(SecretId);
        const seen = secret.read();
        const all = [...seen.stored].filter(
          ([versionId]) => IncludeDeprecated || labelsOf(seen, versionId).length > 0,
        );
        const start = Number(NextToken ?? 0);
        const end = start + MaxResults;
        return {
          ARN: secret.arn,
          Name: secret.name,
          Versions: all.slice(start, end).map(([versionId, { createdAt }]) => ({
            VersionId: versionId,
            VersionStages: labelsOf(seen, versionId),
            CreatedDate: new Date(createdAt),
          })),
          ...(all.length > end && { NextToken: String(end) }),
        };
      },
    }),
  };
}

interface Relabelling {
  readonly VersionStage: string;
  readonly RemoveFromVersionId?: string | undefined;
  readonly MoveToVersionId?: string | undefined;
}

/** A compare-and-swap: whoever moves or removes a label has to say where it stands. */
function relabelled(versions: Versions, change: Relabelling): Versions {
  const { VersionStage, RemoveFromVersionId: from, MoveToVersionId: to } = change;
  const standsOn = versions.labels.get(VersionStage);
  if (from !== undefined && standsOn !== from) {
    throw invalid(
      `The parameter RemoveFromVersionId is not valid. Staging label ${VersionStage} is not attached to version ${from}.`,
    );
  }
  if (to === undefined) {
    if (from === undefined) throw invalid('You must provide RemoveFromVersionId, MoveToVersionId or both.');
    if (VersionStage === 'AWSCURRENT')
      throw invalid(
        "You can only move staging label AWSCURRENT to a different secret version. It can't be removed.",
      );
    return withoutLabel(versions, VersionStage);
  }
  if (!versions.stored.has(to))
    throw new AwsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret version: ${to}.`,
    );
  if (from === undefined && standsOn !== undefined && standsOn !== to) {
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is attached to version ${standsOn}.`,
    );
  }
  const moved = withLabel(versions, VersionStage, to);
  if (moved.labels.size > 20) throw new AwsError('LimitExceededException', 'more than 20 staging labels');
  return moved;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
