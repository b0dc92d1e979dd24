import { DAY } from '../../time.ts';
import type { Preset } from '../preset.ts';

const ENDPOINTS = 'https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/orgas';
const ROTATION = 'https://developer.okta.com/docs/guides/refresh-tokens/refresh-token-rotation/';
const EXPIRATION = 'https://support.okta.com/help/s/article/refresh-token-expiration-behavior?language=en_US';
const SCOPES = 'https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/';

/** The org authorization server of an Okta tenant. A custom one is declared by discovery. */
export const okta: Preset = {
  name: 'okta',
  title: 'Okta',
  domain: { example: 'acme.okta.com' },
  issuer: { value: 'https://{domain}', source: ENDPOINTS },
  authorizationEndpoint: { value: 'https://{domain}/oauth2/v1/authorize', source: ENDPOINTS },
  tokenEndpoint: { value: 'https://{domain}/oauth2/v1/token', source: ENDPOINTS },
  revocationEndpoint: { value: 'https://{domain}/oauth2/v1/revoke', source: ENDPOINTS },
  introspectionEndpoint: { value: 'https://{domain}/oauth2/v1/introspect', source: ENDPOINTS },
  clientAuthentication: { value: 'client_secret_basic', source: ENDPOINTS },
  pkce: { value: true, source: ENDPOINTS },
  addedScopes: { value: ['openid', 'email', 'offline_access'], source: SCOPES },
  // A setting of the app; the grace period is one, too.
  rotation: { value: { kind: 'unknown' }, source: ROTATION },
  reuse: { value: 'revokesFamily', source: ROTATION },
  lifeRules: [
    {
      from: 'consent',
      life: 90 * DAY,
      because:
        'the org authorization server of Okta ends refresh tokens after 90 days, and a successor inherits the end',
      source: EXPIRATION,
    },
  ],
  identity: { value: { kind: 'idToken', claim: 'email' }, source: SCOPES },
  quirks: [
    'Whether a refresh token is rotated, and how long the old one works, is set per app; say rotation: and grace: if you know.',
    'A custom authorization server is declared by its address: issuer: { discovery: "https://acme.okta.com/oauth2/default" }; its policy decides how long grants live.',
  ],
  unverified: [
    'authorizationEndpoint',
    'tokenEndpoint',
    'revocationEndpoint',
    'introspectionEndpoint',
    'addedScopes',
    'identity',
  ],
};
