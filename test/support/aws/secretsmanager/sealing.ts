import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { AwsCall } from '../aws-service.ts';
import type { StoredSecret } from './stored-secret.ts';
import type { SecretValue } from './versions.ts';

/** Which version of which secret is sealed; it is the encryption context that AWS documents. */
export interface Sealing {
  readonly secret: StoredSecret;
  readonly versionId: string;
  readonly call: AwsCall;
}

/** Asks KMS for a data key where the secret has a key of its own. @throws AwsError when the key cannot be used */
export async function seal(sealing: Sealing): Promise<SecretValue['sealed']> {
  const { secret, call } = sealing;
  if (secret.kmsKeyId === undefined) return undefined;
  try {
    const { CiphertextBlob, KeyId } = dataKey.parse(
      await call.onward('kms', 'GenerateDataKey', {
        KeyId: secret.kmsKeyId,
        KeySpec: 'AES_256',
        EncryptionContext: contextOf(sealing),
      }),
    );
    return { keyArn: KeyId, dataKey: Buffer.from(CiphertextBlob).toString('base64') };
  } catch (error) {
    throw refusal(error, 'EncryptionFailure');
  }
}

/** Opens what {@link seal} sealed. */
export async function unseal(sealed: SecretValue['sealed'], sealing: Sealing): Promise<void> {
  if (!sealed) return;
  try {
    await sealing.call.onward('kms', 'Decrypt', {
      CiphertextBlob: sealed.dataKey,
      EncryptionContext: contextOf(sealing),
    });
  } catch (error) {
    throw refusal(error, 'DecryptionFailure');
  }
}

const dataKey = z.object({ CiphertextBlob: z.instanceof(Uint8Array), KeyId: z.string() });

function contextOf({ secret, versionId }: Sealing): Record<string, string> {
  return { SecretARN: secret.arn, SecretVersionId: versionId };
}

function refusal(error: unknown, code: 'EncryptionFailure' | 'DecryptionFailure'): unknown {
  if (!(error instanceof AwsError) || error.code === 'NotSimulated') return error;
  if (error.code === 'AccessDeniedException')
    return new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
  if (error.code === 'ThrottlingException') return error;
  const doing = code === 'EncryptionFailure' ? 'encrypt' : 'decrypt';
  return new AwsError(
    code,
    `Secrets Manager can't ${doing} the protected secret text using the provided KMS key: ${error.message}`,
  );
}
