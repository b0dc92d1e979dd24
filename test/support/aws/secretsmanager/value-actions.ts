import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type AwsCall, awsAction } from '../aws-service.ts';
import { seal, unseal } from './sealing.ts';
import type { SecretVault } from './secret-vault.ts';
import type { StoredSecret } from './stored-secret.ts';
import { labelsOf, withVersion } from './versions.ts';

/** GetSecretValue and PutSecretValue. */
export function valueActions(vault: SecretVault) {
  return {
    GetSecretValue: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        VersionId: versionToken.optional(),
        VersionStage: label.optional(),
      }),
      permissions: ({ SecretId, VersionId, VersionStage }, call) => [
        vault.permission(SecretId, {
          call,
          // Keys of what stands in the request; who names no stage has none.
          context: {
            ...(VersionId !== undefined && { 'secretsmanager:VersionId': VersionId }),
            ...(VersionStage !== undefined && { 'secretsmanager:VersionStage': VersionStage }),
          },
        }),
      ],
      run: async ({ SecretId, VersionId, VersionStage }, call) => {
        const secret = vault.living(SecretId);
        const seen = secret.read();
        const stage = VersionStage ?? (VersionId === undefined ? 'AWSCURRENT' : undefined);
        const labelled = stage === undefined ? undefined : seen.labels.get(stage);
        if (VersionId !== undefined && labelled !== undefined && labelled !== VersionId) {
          throw new AwsError(
            'InvalidRequestException',
            'You provided a VersionStage that is not associated to the provided VersionId.',
          );
        }
        const versionId = stage === undefined ? VersionId : labelled;
        const version = versionId === undefined ? undefined : seen.stored.get(versionId);
        if (versionId === undefined || !version?.value) throw valueNotFound({ VersionId, stage });
        await unseal(version.value.sealed, { secret, versionId, call });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: versionId,
          VersionStages: labelsOf(seen, versionId),
          CreatedDate: new Date(version.createdAt),
          SecretString: version.value.text,
          SecretBinary: version.value.binary,
        };
      },
    }),

    PutSecretValue: awsAction({
      input: z.strictObject({
        SecretId: z.string().min(1),
        ClientRequestToken: versionToken.default(() => randomUUID()),
        SecretString: z.string().optional(),
        SecretBinary: z.base64().optional(),
        VersionStages: z.array(label).min(1).max(20).default(['AWSCURRENT']),
        RotationToken: z.string().optional(),
      }),
      permissions: ({ SecretId }, call) => [vault.permission(SecretId, { call })],
      run: async (input, call) => {
        const secret = vault.living(input.SecretId);
        const versionId = input.ClientRequestToken;
        await putValue(vault, { ...input, secret, versionId, labels: input.VersionStages, call });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: versionId,
          VersionStages: labelsOf(secret.versions, versionId),
        };
      },
    }),
  };
}

export interface NewValue {
  readonly secret: StoredSecret;
  readonly versionId: string;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
  readonly labels: readonly string[];
  readonly call: AwsCall;
}

/** Stores a value. The same one under the same version does nothing, not even to labels. */
export async function putValue(vault: SecretVault, put: NewValue): Promise<void> {
  const { secret, versionId, SecretString, SecretBinary, labels, call } = put;
  if ((SecretString === undefined) === (SecretBinary === undefined)) {
    throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
  }
  if (Buffer.byteLength(SecretString ?? '') > MOST_BYTES || (SecretBinary?.length ?? 0) * 0.75 > MOST_BYTES) {
    throw new AwsError('InvalidParameterException', `The secret value is larger than ${MOST_BYTES} bytes.`);
  }
  if (standsAlready(put)) return;
  const sealed = await seal({ secret, versionId, call });
  // Another call may have stored one while KMS was asked.
  if (standsAlready(put)) return;
  const version = { createdAt: call.now, value: { text: SecretString, binary: SecretBinary, sealed } };
  secret.write(withVersion(secret.versions, { versionId, version, labels, now: call.now }), vault.lag);
}

const MOST_BYTES = 65_536;
export const versionToken = z.string().min(32).max(64);
export const label = z.string().min(1).max(256);

function standsAlready({ secret, versionId, SecretString, SecretBinary }: NewValue): boolean {
  const stored = secret.versions.stored.get(versionId)?.value;
  if (!stored) return false;
  if (stored.text === SecretString && stored.binary === SecretBinary) return true;
  throw new AwsError(
    'ResourceExistsException',
    `You can't use the version id ${versionId}: it has another value already.`,
  );
}

function valueNotFound(asked: { VersionId: string | undefined; stage: string | undefined }): AwsError {
  const what = asked.stage === undefined ? `VersionId: ${asked.VersionId}` : `staging label: ${asked.stage}`;
  return new AwsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}
