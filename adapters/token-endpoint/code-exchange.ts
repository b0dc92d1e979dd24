import * as oauth from 'oauth4webapi';
import { authorizationUrl } from '../../core/issuer/authorization-url.ts';
import { clockOffsetOf } from '../../core/issuer/clock-offset.ts';
import type { ClientAuthentication, IssuerProfile } from '../../core/issuer/endpoints.ts';
import { readTokens } from '../../core/issuer/read-tokens.ts';
import { type Redirect, readRedirect } from '../../core/issuer/redirect.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import { SecretText } from '../../core/secret-text.ts';
import { type IdTokenReading, verifyIdToken } from './id-token.ts';
import { postGrant } from './post-form.ts';
import type { SendOptions } from './send-once.ts';

/** A consent that was begun: kept until its redirect comes back. */
export interface PendingAuthorization {
  /** The page to open. */
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: SecretText;
}

/** How a consent ended at the issuer. */
export type AuthorizationOutcome =
  /** The token endpoint was asked; its answer is for core to judge. `idToken` is null when the answer holds none. */
  | { readonly kind: 'exchanged'; readonly answer: TokenAnswer; readonly idToken: IdTokenReading | null }
  | Exclude<Redirect, { kind: 'code' }>;

/** Draws state, nonce and PKCE verifier (RFC 7636) for one authorization request. */
export async function beginAuthorization(
  profile: IssuerProfile,
  client: ClientAuthentication,
  wanted: { readonly redirectUri: string; readonly scopes: readonly string[]; readonly loginHint?: string },
): Promise<PendingAuthorization> {
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const codeChallenge = await oauth.calculatePKCECodeChallenge(codeVerifier);
  const url = authorizationUrl(profile, {
    ...wanted,
    clientId: client.clientId,
    state,
    nonce,
    codeChallenge,
  });
  return { url, redirectUri: wanted.redirectUri, state, nonce, codeVerifier: new SecretText(codeVerifier) };
}

/** What {@link finishAuthorization} needs beside the redirect. */
export interface FinishOptions extends SendOptions {
  readonly profile: IssuerProfile;
  readonly client: ClientAuthentication;
  readonly pending: PendingAuthorization;
}

/** Checks the redirect, exchanges its code once and verifies the ID token, if one came. */
export async function finishAuthorization(
  redirectUrl: string,
  options: FinishOptions,
): Promise<AuthorizationOutcome> {
  const { profile, client, pending } = options;
  const { issuer } = profile;
  const redirect = readRedirect(redirectUrl, { ...pending, ...(issuer === undefined ? {} : { issuer }) });
  if (redirect.kind !== 'code') return redirect;
  const answer = await postGrant(
    {
      endpoint: profile.tokenEndpoint,
      client,
      grantType: 'authorization_code',
      parameters: {
        code: redirect.code.reveal(),
        redirect_uri: pending.redirectUri,
        ...(profile.pkce ? { code_verifier: pending.codeVerifier.reveal() } : {}),
      },
    },
    options,
  );
  return { kind: 'exchanged', answer, idToken: await readIdToken(answer, options) };
}

async function readIdToken(answer: TokenAnswer, options: FinishOptions): Promise<IdTokenReading | null> {
  if (answer.kind !== 'answered' || answer.status !== 200 || answer.truncated) return null;
  const idToken = readTokens(answer.body, { at: answer.receivedAt })?.idToken;
  if (!idToken) return null;
  const { profile, client, pending } = options;
  const clockOffset = clockOffsetOf({ ...answer, date: answer.headers.date }) ?? 0;
  return verifyIdToken(
    idToken,
    { profile, clientId: client.clientId, nonce: pending.nonce, clockOffset },
    options,
  );
}
