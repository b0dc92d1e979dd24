import { Fault } from '../../core/fault.ts';
import { SecretText } from '../../core/secret-text.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { AwsCredentials } from './sign-request.ts';

/** Who this instance is, and where. */
export interface InstanceIdentity {
  readonly credentials: AwsCredentials;
  readonly region: string;
}

/**
 * Asks the metadata service of an EC2 instance (IMDSv2) for the credentials of its role.
 *
 * @param origin `http://169.254.169.254`
 * @throws Fault `AwsCredentialsMissing` when nobody answers there, or no role is attached; `ServerUnavailable` when it
 * answers and cannot say.
 */
export async function readInstanceIdentity(origin: string): Promise<InstanceIdentity> {
  const token = await ask(`${origin}/latest/api/token`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
  });
  const headers = { 'x-aws-ec2-metadata-token': token };
  const roles = `${origin}/latest/meta-data/iam/security-credentials`;
  const [role = ''] = (await ask(`${roles}/`, { headers })).split('\n');
  const credentials = credentialsOf(await ask(`${roles}/${encodeURIComponent(role.trim())}`, { headers }));
  return { credentials, region: await ask(`${origin}/latest/meta-data/placement/region`, { headers }) };
}

/** The service answers from the host itself: what takes longer is no instance of EC2. */
const PATIENCE: Milliseconds = 2 * SECOND;

async function ask(url: string, request: RequestInit): Promise<string> {
  const answer = await fetch(url, {
    ...request,
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
  }).catch((cause: unknown) => {
    throw missing('nobody answers there', { url, cause });
  });
  const text = (await answer.text()).trim();
  if (answer.status === 200 && text !== '') return text;
  if (answer.status < 500) throw missing(`it answers ${answer.status}`, { url });
  throw new Fault({
    code: 'ServerUnavailable',
    message: `the instance metadata at ${url} answers ${answer.status}`,
    retryable: true,
  });
}

function credentialsOf(text: string): AwsCredentials {
  const fields = new Map(Object.entries(parsed(text)));
  const textOf = (name: string) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const [accessKeyId, secret, session] = ['AccessKeyId', 'SecretAccessKey', 'Token'].map(textOf);
  if (!accessKeyId || !secret) throw missing('it gives no credentials', { url: 'iam/security-credentials' });
  return {
    accessKeyId,
    secretAccessKey: new SecretText(secret),
    sessionToken: session ? new SecretText(session) : null,
  };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function missing(why: string, about: { url: string; cause?: unknown }): Fault {
  return new Fault({
    code: 'AwsCredentialsMissing',
    message: `no AWS credentials in the environment, and none by instance metadata (${about.url}): ${why}`,
    remedy: 'attach an instance profile, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION',
    cause: about.cause,
  });
}
