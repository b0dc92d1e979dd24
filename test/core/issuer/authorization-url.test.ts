import { describe, expect, it } from '@jest/globals';
import { authorizationUrl } from '../../../core/issuer/authorization-url.ts';
import type { IssuerProfile } from '../../../core/issuer/endpoints.ts';

const profile: IssuerProfile = {
  name: 'generic',
  authorizationEndpoint: 'https://issuer.example/auth?tenant=1',
  tokenEndpoint: 'https://issuer.example/token',
  pkce: true,
  authorizationParameters: { access_type: 'offline', state: 'ignored' },
  scopeSeparator: ' ',
  rotation: { kind: 'never' },
  reuse: 'accepted',
  refreshEndsAccessToken: false,
  lifeRules: [],
  identity: { kind: 'none' },
};
const request = {
  clientId: 'c',
  redirectUri: 'http://127.0.0.1:4000/callback',
  scopes: ['a', 'b'],
  state: 's1',
  codeChallenge: 'ch',
  nonce: 'n1',
};

function parametersOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

describe('the authorization URL', () => {
  it('carries the request beside what the issuer wants, and our state wins', () => {
    expect(parametersOf(authorizationUrl(profile, request))).toEqual({
      tenant: '1',
      access_type: 'offline',
      response_type: 'code',
      client_id: 'c',
      redirect_uri: 'http://127.0.0.1:4000/callback',
      scope: 'a b',
      state: 's1',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    });
  });

  it('sends a nonce when an ID token is asked for, and a hint when there is one', () => {
    const url = authorizationUrl(profile, { ...request, scopes: ['openid'], loginHint: 'ops@example.com' });
    expect(parametersOf(url)).toMatchObject({ nonce: 'n1', login_hint: 'ops@example.com' });
  });

  it('separates scopes as the issuer does, and leaves the challenge out where PKCE is unknown', () => {
    const parameters = parametersOf(
      authorizationUrl({ ...profile, pkce: false, scopeSeparator: ',' }, request),
    );
    expect(parameters.scope).toBe('a,b');
    expect(parameters).not.toHaveProperty('code_challenge');
  });
});
