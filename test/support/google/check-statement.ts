import { createHash, createHmac } from 'node:crypto';

/** What AWS knows of the pair of keys that signs. */
export interface AwsIdentity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region: string;
}

/**
 * Checks a signed GetCallerIdentity request as Google and AWS do together: address, target, age, and the signature, which
 * is computed anew from what the request says that it signs.
 *
 * @returns undefined when it holds; else what AWS would answer
 */
export function checkStatement(
  subjectToken: string,
  expected: { identity: AwsIdentity; audience: string; now: number },
): string | undefined {
  const { identity, audience, now } = expected;
  const { url, method, headers } = JSON.parse(decodeURIComponent(subjectToken)) as {
    url: string;
    method: string;
    headers: { key: string; value: string }[];
  };
  const given = new Map(headers.map(({ key, value }) => [key.toLowerCase(), value]));
  if (url !== `https://sts.${identity.region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15`)
    return 'InvalidAction';
  if (given.get('host') !== new URL(url).host) return 'InvalidHost';
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      given.get('authorization') ?? '',
    );
  if (!match) return 'IncompleteSignature';
  const [, accessKeyId, day = '', region = '', signed = '', signature] = match;
  if (accessKeyId !== identity.accessKeyId) return 'InvalidClientTokenId';
  if (given.get('x-amz-security-token') !== identity.sessionToken) return 'InvalidClientTokenId';
  if (!signed.split(';').includes('x-goog-cloud-target-resource')) return 'TargetNotSigned';
  if (given.get('x-goog-cloud-target-resource') !== audience) return 'TargetMismatch';
  const date = given.get('x-amz-date') ?? '';
  if (Math.abs(instantOf(date) - now) > FIFTEEN_MINUTES) return 'RequestExpired';
  const lines = signed.split(';').map((name) => `${name}:${given.get(name)}\n`);
  const query = new URL(url).search.slice(1);
  const canonical = [method, '/', query, lines.join(''), signed, digest('')].join('\n');
  const scope = `${day}/${region}/sts/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, digest(canonical)].join('\n');
  const key = [day, region, 'sts', 'aws4_request'].reduce<string | Buffer>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `AWS4${identity.secretAccessKey}`,
  );
  const right = createHmac('sha256', key).update(toSign).digest('hex');
  return right === signature ? undefined : 'SignatureDoesNotMatch';
}

const FIFTEEN_MINUTES = 15 * 60 * 1000;

/** `20261122T180000Z` */
function instantOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
