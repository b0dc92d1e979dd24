import { sign } from 'node:crypto';
import type { AssertionProof } from '../../core/grant/proof.ts';
import { SecretText } from '../../core/secret-text.ts';
import { HOUR, type Instant, SECOND } from '../../core/time.ts';

/** Google takes no assertion that is good for longer. */
const ASSERTION_LIFE = HOUR;

/**
 * Signs an assertion (RFC 7523 section 3) with RS256. Google reads the scopes from a claim in it.
 * @param claims `at`: the issuer's time
 */
export function signAssertion(
  { issuer, subject, audience, keyId, key }: AssertionProof,
  claims: { readonly scope: string; readonly at: Instant },
): SecretText {
  const issuedAt = Math.floor(claims.at / SECOND);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === null ? {} : { kid: keyId }) };
  const payload = {
    iss: issuer,
    ...(subject === null ? {} : { sub: subject }),
    aud: audience,
    scope: claims.scope,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFE / SECOND,
  };
  const text = `${encoded(header)}.${encoded(payload)}`;
  const signature = sign('RSA-SHA256', Buffer.from(text), key.reveal()).toString('base64url');
  return new SecretText(`${text}.${signature}`);
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
