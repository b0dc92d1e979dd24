import type { IssuerProfile } from './endpoints.ts';

/** One authorization request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core section 3.1.2.1). */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Ties the redirect to this request. */
  readonly state: string;
  /** S256 challenge (RFC 7636 section 4.2); sent where the issuer knows PKCE. */
  readonly codeChallenge: string;
  /** Ties the ID token to this request; sent when `openid` is asked for. */
  readonly nonce: string;
  /** The account that is expected, so that the page preselects it. */
  readonly loginHint?: string;
}

/** The page to open for consent. Our own parameters win over those of the issuer's declaration. */
export function authorizationUrl(profile: IssuerProfile, request: AuthorizationRequest): string {
  const url = new URL(profile.authorizationEndpoint);
  const parameters: Record<string, string | undefined> = {
    ...profile.authorizationParameters,
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    scope: request.scopes.length > 0 ? request.scopes.join(profile.scopeSeparator) : undefined,
    state: request.state,
    login_hint: request.loginHint,
    nonce: request.scopes.includes('openid') ? request.nonce : undefined,
    ...(profile.pkce ? { code_challenge: request.codeChallenge, code_challenge_method: 'S256' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}
