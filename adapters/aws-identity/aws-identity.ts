import { Fault } from '../../core/fault.ts';
import type { AwsSubject } from '../../core/grant/proof.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { Instant } from '../../core/time.ts';
import { type InstanceIdentity, readInstanceIdentity } from './instance-metadata.ts';
import { signRequest } from './sign-request.ts';

/** Whom the identity is shown to, and when. */
export interface Showing {
  /** Full resource name of the provider; it is part of what is signed, so that nobody else can use the statement. */
  readonly audience: string;
  /** The time by the clocks of those who check it. */
  readonly at: Instant;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A statement of this machine's AWS identity, as Google's token exchange takes it: a signed GetCallerIdentity request that
 * Google sends to AWS. Credentials come from the environment, else from the metadata of the instance, asked anew each time.
 *
 * @throws Fault whose code is a reason: `AwsCredentialsMissing` or `ServerUnavailable`
 */
export async function showAwsIdentity(
  subject: AwsSubject,
  { showing, environment }: { showing: Showing; environment: Environment },
): Promise<SecretText> {
  const { credentials, region } = await identityOf(subject, environment);
  const url = subject.verificationUrl.replace('{region}', region);
  const headers = signRequest(
    { method: 'POST', url: new URL(url), headers: { [TARGET]: showing.audience } },
    { credentials, region, service: 'sts', at: showing.at },
  );
  const statement = {
    url,
    method: 'POST',
    headers: Object.entries(headers).map(([key, value]) => ({ key: SPELLED[key] ?? key, value })),
  };
  return new SecretText(encodeURIComponent(JSON.stringify(statement)));
}

const TARGET = 'x-goog-cloud-target-resource';
/** As the published examples of Google spell it. */
const SPELLED: Readonly<Record<string, string>> = { authorization: 'Authorization' };

async function identityOf(subject: AwsSubject, environment: Environment): Promise<InstanceIdentity> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  if (AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY) {
    if (!region) throw regionMissing();
    const sessionToken = AWS_SESSION_TOKEN ? new SecretText(AWS_SESSION_TOKEN) : null;
    const secretAccessKey = new SecretText(AWS_SECRET_ACCESS_KEY);
    return { region, credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey, sessionToken } };
  }
  const instance = await readInstanceIdentity(subject.metadataOrigin);
  return region ? { ...instance, region } : instance;
}

function regionMissing(): Fault {
  return new Fault({
    code: 'AwsCredentialsMissing',
    message: 'AWS_ACCESS_KEY_ID is set in the environment, and neither AWS_REGION nor AWS_DEFAULT_REGION is',
    remedy: 'set AWS_REGION for the broker',
  });
}
