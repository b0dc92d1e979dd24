import type { IssuerProfile } from '../../core/issuer/endpoints.ts';
import type { AuthorizationServer } from '../../drill/authorization-server/authorization-server.ts';

/** The drill's server as an issuer that is ready for use. */
export function profileOf(server: AuthorizationServer): IssuerProfile {
  return {
    name: 'generic',
    issuer: server.issuer,
    authorizationEndpoint: `${server.issuer}/auth`,
    tokenEndpoint: server.tokenEndpoint,
    introspectionEndpoint: `${server.issuer}/token/introspection`,
    revocationEndpoint: `${server.issuer}/token/revocation`,
    userinfoEndpoint: `${server.issuer}/me`,
    jwksUri: `${server.issuer}/jwks`,
    pkce: true,
    authorizationParameters: { prompt: 'consent' },
    scopeSeparator: ' ',
    rotation: { kind: 'always', grace: 0 },
    reuse: 'revokesFamily',
    refreshEndsAccessToken: false,
    lifeRules: [],
    identity: { kind: 'idToken', claim: 'email' },
  };
}
