import type { Preset } from '../preset.ts';

const ENDPOINTS = 'https://auth0.com/docs/api/authentication';
const ROTATION = 'https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation';
const OVERLAP = 'https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation';

/** An Auth0 tenant. How long grants live and whether they rotate is set per application. */
export const auth0: Preset = {
  name: 'auth0',
  title: 'Auth0',
  domain: { example: 'acme.eu.auth0.com' },
  // With the slash: ID tokens carry it.
  issuer: { value: 'https://{domain}/', source: ENDPOINTS },
  authorizationEndpoint: { value: 'https://{domain}/authorize', source: ENDPOINTS },
  tokenEndpoint: {
    value: 'https://{domain}/oauth/token',
    source: 'https://app.unpkg.com/auth0@4.27.0/files/dist/cjs/auth/oauth.js',
  },
  revocationEndpoint: { value: 'https://{domain}/oauth/revoke', source: ENDPOINTS },
  clientAuthentication: { value: 'client_secret_post', source: ENDPOINTS },
  pkce: { value: true, source: ENDPOINTS },
  addedScopes: { value: ['openid', 'email', 'offline_access'], source: ENDPOINTS },
  rotation: { value: { kind: 'unknown' }, source: ROTATION },
  // Only the one before the last may come again, and only within the overlap period.
  reuse: { value: 'revokesFamily', source: OVERLAP },
  lifeRules: [],
  identity: { value: { kind: 'idToken', claim: 'email' }, source: ENDPOINTS },
  quirks: [
    'Idle and maximum lifetime are settings of the application: declare idleLifetime and grantLifetime.',
    'Switching rotation on or off ends refresh tokens of the other kind when they are used.',
    'An API of your own needs its audience in the consent: parameters: { audience: … } of the client.',
  ],
  unverified: ['issuer', 'authorizationEndpoint', 'revocationEndpoint', 'addedScopes', 'identity'],
};
