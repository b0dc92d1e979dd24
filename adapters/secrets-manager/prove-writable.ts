import { GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Clock } from '../../core/ports.ts';
import { DAY } from '../../core/time.ts';
import { awsFault } from '../aws-call/aws-fault.ts';
import { describeSecret, type SecretDescription } from './describe-secret.ts';
import { listVersions } from './list-versions.ts';
import { type SecretPlace, secretFull } from './secret-call.ts';

/**
 * Proves, without a write, that a version can be stored soon: the secret is there and not marked for deletion, has
 * room for a version and a label, and its customer key gives a data key under the encryption context that Secrets
 * Manager will use.
 *
 * It does not prove the permission `secretsmanager:PutSecretValue`, nor that the write will not be throttled, nor
 * anything of the key that AWS manages, which nobody but Secrets Manager may use. Where the write is refused after
 * all, the spill takes the value.
 */
export async function proveWritable(
  place: SecretPlace & { kms: KMSClient; clock: Clock },
  version: { versionId: string; label: string },
): Promise<void> {
  const secret = await describeSecret(place);
  if (secret.labels.size >= MOST_LABELS && !secret.labels.has(version.label))
    throw secretFull(place.name, { what: `no staging label is free for ${version.label}` });
  await demandRoom(place);
  await demandKey(place, { secret, versionId: version.versionId });
}

const MOST_LABELS = 20;
const MOST_VERSIONS = 100;

/** AWS makes room by itself from versions that carry no label and are a day old, and from no others. */
async function demandRoom(place: SecretPlace & { clock: Clock }): Promise<void> {
  const now = place.clock.now();
  const stored = await listVersions(place);
  const lasting = stored.filter(({ labelled, createdAt }) => labelled || now - createdAt < DAY);
  if (lasting.length >= MOST_VERSIONS)
    throw secretFull(place.name, { what: `${lasting.length} versions are labelled or younger than a day` });
}

async function demandKey(
  { name, kms }: SecretPlace & { kms: KMSClient },
  { secret, versionId }: { secret: SecretDescription; versionId: string },
): Promise<void> {
  if (secret.keyId === undefined || secret.keyId === 'alias/aws/secretsmanager') return;
  const EncryptionContext = { SecretARN: secret.arn, SecretVersionId: versionId };
  await kms
    .send(new GenerateDataKeyCommand({ KeyId: secret.keyId, KeySpec: 'AES_256', EncryptionContext }))
    .catch((error: unknown) => {
      throw awsFault(error, {
        resource: `key ${secret.keyId} of secret ${name}`,
        action: 'kms:GenerateDataKey',
      });
    });
}
