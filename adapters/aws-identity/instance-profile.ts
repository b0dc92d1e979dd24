import { MINUTE, type Milliseconds } from '../../core/time.ts';
import { readInstanceIdentity } from './instance-metadata.ts';
import type { ProvidedCredentials } from './provided-credentials.ts';

/**
 * The credentials of the instance profile, by version 2 of the metadata service alone. They live for hours and are replaced
 * early, so that a role which was changed is noticed soon.
 *
 * @throws Fault `AwsCredentialsMissing`, `ServerUnavailable`
 */
export async function instanceProfile(origin = METADATA): Promise<ProvidedCredentials> {
  const { accessKeyId, secretAccessKey, sessionToken } = (await readInstanceIdentity(origin)).credentials;
  return {
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal() ?? '',
    expiration: new Date(Date.now() + REPLACED_AFTER),
  };
}

const METADATA = 'http://169.254.169.254';
/** Clients ask anew five minutes before. */
const REPLACED_AFTER: Milliseconds = 20 * MINUTE;
