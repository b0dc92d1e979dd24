import { createHash, createHmac } from 'node:crypto';
import type { SecretText } from '../../core/secret-text.ts';
import { type Instant, toIso } from '../../core/time.ts';

/** An identity of AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: SecretText;
  /** Of temporary credentials; null: they are permanent. */
  readonly sessionToken: SecretText | null;
}

/** A request without a body, to be signed. */
export interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  /** Signed beside host, date and session token; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Signing {
  readonly credentials: AwsCredentials;
  readonly region: string;
  readonly service: string;
  /** The time of AWS: a signature is good for minutes only. */
  readonly at: Instant;
}

/**
 * The headers of the request with its signature (AWS Signature Version 4). The query must stand in the URL as it is to be
 * sent, sorted by name.
 */
export function signRequest(request: Unsigned, signing: Signing): Readonly<Record<string, string>> {
  const { credentials, region, service, at } = signing;
  const date = toIso(at).replace(/[-:]|\.\d+/g, '');
  const { sessionToken } = credentials;
  const headers = {
    ...request.headers,
    host: request.url.host,
    'x-amz-date': date,
    ...(sessionToken && { 'x-amz-security-token': sessionToken.reveal() }),
  };
  const scope = [date.slice(0, 8), region, service, 'aws4_request'].join('/');
  const { text, signed } = canonical(request, headers);
  const toSign = [ALGORITHM, date, scope, sha256(text)].join('\n');
  const signature = hmac(signingKey(signing, date.slice(0, 8)), toSign).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope}`;
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

function canonical(
  { method, url }: Unsigned,
  headers: Readonly<Record<string, string>>,
): { text: string; signed: string } {
  const names = Object.keys(headers).sort();
  const signed = names.join(';');
  const lines = names.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, ' ')}\n`);
  const text = [method, url.pathname, url.search.slice(1), lines.join(''), signed, sha256('')].join('\n');
  return { text, signed };
}

function signingKey({ credentials, region, service }: Signing, day: string): Buffer {
  const first = hmac(`AWS4${credentials.secretAccessKey.reveal()}`, day);
  return hmac(hmac(hmac(first, region), service), 'aws4_request');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
