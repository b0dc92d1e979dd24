import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { type SecretPlace, secretDeleted, secretFault } from './secret-call.ts';

/** A secret as it is described; it may lag behind the last write by a moment. */
export interface SecretDescription {
  readonly arn: string;
  /** Undefined under the key that AWS manages. */
  readonly keyId: string | undefined;
  /** Label to version. */
  readonly labels: ReadonlyMap<string, string>;
}

/**
 * Reads what is known of a secret, never a value.
 * @throws Fault `AwsResourceMissing` when it is not deployed, `SecretDeleted` when it is marked for deletion
 */
export async function describeSecret({ client, name }: SecretPlace): Promise<SecretDescription> {
  const answer = await client.send(new DescribeSecretCommand({ SecretId: name })).catch((error: unknown) => {
    throw secretFault(error, { name, action: 'DescribeSecret' });
  });
  if (answer.DeletedDate) throw secretDeleted(name);
  const labels = new Map<string, string>();
  for (const [versionId, stages] of Object.entries(answer.VersionIdsToStages ?? {}))
    for (const stage of stages) labels.set(stage, versionId);
  return { arn: answer.ARN ?? name, keyId: answer.KmsKeyId, labels };
}

export function labelsOn({ labels }: SecretDescription, versionId: string): readonly string[] {
  return [...labels].filter(([, on]) => on === versionId).map(([label]) => label);
}
