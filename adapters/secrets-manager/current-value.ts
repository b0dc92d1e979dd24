import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SecretText } from '../../core/secret-text.ts';
import { awsErrorName } from '../aws-call/aws-fault.ts';
import { describeSecret } from './describe-secret.ts';
import { type SecretPlace, secretFault } from './secret-call.ts';

/** The version of a secret that carries AWSCURRENT. */
export interface CurrentVersion {
  readonly versionId: string;
  readonly value: SecretText;
}

/** The value that carries AWSCURRENT, as {@link currentVersion} reads it. */
export async function currentValue(place: SecretPlace): Promise<SecretText | undefined> {
  return (await currentVersion(place))?.value;
}

/**
 * The version that carries AWSCURRENT, by one call: all that a consumer of tokens may read. It may lag behind the last
 * write by a moment.
 *
 * @returns undefined for a secret without a value
 * @throws Fault `AwsResourceMissing`, `SecretDeleted` and the others of AWS, with the secret's name
 */
export async function currentVersion(place: SecretPlace): Promise<CurrentVersion | undefined> {
  const { client, name } = place;
  try {
    const { SecretString, VersionId = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }),
    );
    return { versionId: VersionId, value: new SecretText(SecretString ?? '') };
  } catch (error) {
    const kind = awsErrorName(error);
    // One error for no such secret and for one without a value; another for a deleted one.
    if (kind === 'ResourceNotFoundException' || kind === 'InvalidRequestException')
      await describeSecret(place);
    if (kind === 'ResourceNotFoundException') return undefined;
    throw secretFault(error, { name, action: 'GetSecretValue' });
  }
}
