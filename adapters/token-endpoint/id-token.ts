import * as oauth from 'oauth4webapi';
import type { IssuerProfile } from '../../core/issuer/endpoints.ts';
import type { SecretText } from '../../core/secret-text.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { errorEvidence } from './error-evidence.ts';
import { type SendOptions, sendOnce } from './send-once.ts';

/** The claims of an ID token (OpenID Connect Core section 2). */
export type IdTokenClaims = Readonly<Record<string, unknown>>;

export type IdTokenReading =
  /** Signature, issuer, audience, nonce and times hold. */
  | { readonly kind: 'verified'; readonly claims: IdTokenClaims }
  /** The issuer's identifier or key set is not known, so that nothing can be proven. */
  | { readonly kind: 'unverifiable' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Every signature made with a private key; a shared secret proves nothing to a public client. */
const SIGNATURES = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/**
 * Verifies an ID token through the issuer's published keys.
 * @param expected `clockOffset`: issuer's clock minus ours.
 */
export async function verifyIdToken(
  idToken: SecretText,
  expected: { profile: IssuerProfile; clientId: string; nonce: string; clockOffset: Milliseconds },
  options: SendOptions,
): Promise<IdTokenReading> {
  const { issuer, jwksUri } = expected.profile;
  if (issuer === undefined || jwksUri === undefined) return { kind: 'unverifiable' };
  const server = { issuer, jwks_uri: jwksUri, id_token_signing_alg_values_supported: SIGNATURES };
  const client = {
    client_id: expected.clientId,
    [oauth.clockSkew]: Math.round(expected.clockOffset / SECOND),
  };
  // The library wants a whole token answer; ours may be odd in other places, which is not the question here.
  const answer = Response.json({ access_token: 'none', token_type: 'bearer', id_token: idToken.reveal() });
  try {
    const result = await oauth.processAuthorizationCodeResponse(server, client, answer, {
      expectedNonce: expected.nonce,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, answer, {
      [oauth.customFetch]: (url) => fetchKeys(url, options),
      [oauth.allowInsecureRequests]: true,
    });
    return { kind: 'verified', claims: { ...oauth.getValidatedIdTokenClaims(result) } };
  } catch (error) {
    const { code, name } = errorEvidence(error);
    return { kind: 'refused', reason: String(code ?? name) };
  }
}

async function fetchKeys(url: string, options: SendOptions): Promise<Response> {
  const answer = await sendOnce({ url, method: 'GET', headers: { accept: 'application/json' } }, options);
  if (answer.kind !== 'answered') throw new TypeError('the key set of the issuer could not be fetched');
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'content-type': answer.headers['content-type'] ?? 'application/json' },
  });
}
