import { AwsError } from './aws-error.ts';
import type { WireRequest } from './protocols/wire.ts';

/** What the signature of a request names (SigV4 credential scope). */
export interface Signer {
  /** Access key id; it may contain slashes. */
  readonly principal: string;
  readonly region: string;
  readonly service: string;
}

/** @throws AwsError for a request that is not signed */
export function signerOf(request: WireRequest): Signer {
  const credential = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),/.exec(request.headers.authorization ?? '')?.[1];
  if (credential === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'the request is not signed', { status: 403 });
  }
  const parts = credential.split('/');
  const [, region = '', service = ''] = parts.slice(-4);
  return { principal: parts.slice(0, -4).join('/'), region, service };
}

/** @throws AwsError for a request that is signed for another region than the server's */
export function checkRegion(signer: Signer, region: string): void {
  if (signer.region === region) return;
  throw new AwsError(
    'InvalidSignatureException',
    `Credential should be scoped to a valid region: ${region}`,
    {
      status: 403,
    },
  );
}

/** @throws AwsError for a request that was signed more than five minutes before or after `now` */
export function checkSignedAt({ headers }: WireRequest, now: number): void {
  const text = String(headers['x-amz-date']);
  const at = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Math.abs(at - now) <= 5 * 60_000) return;
  throw new AwsError('SignatureDoesNotMatch', `Signature not yet current or expired: ${text}`, {
    status: 403,
  });
}
