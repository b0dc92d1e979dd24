import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESH_TOKENS = 'https://learn.microsoft.com/en-us/entra/identity-platform/refresh-tokens';
const CODE_FLOW = 'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow';

/** Microsoft Entra. No issuer identifier: below `common` every ID token carries its tenant's own. */
export const microsoft: Preset = {
  name: 'microsoft',
  title: 'Microsoft Entra',
  authorizationEndpoint: {
    value: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    source: CODE_FLOW,
  },
  tokenEndpoint: { value: 'https://login.microsoftonline.com/common/oauth2/v2.0/token', source: CODE_FLOW },
  clientAuthentication: { value: 'client_secret_post', source: CODE_FLOW },
  pkce: { value: true, source: CODE_FLOW },
  addedScopes: {
    value: ['openid', 'profile', 'offline_access'],
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc',
  },
  accessTokenLife: {
    value: HOUR,
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/configurable-token-lifetimes',
  },
  // The old refresh token is not revoked on use. A day is the shortest life that the page states for any client.
  rotation: { value: { kind: 'always', grace: DAY }, source: REFRESH_TOKENS },
  reuse: { value: 'accepted', source: REFRESH_TOKENS },
  lifeRules: [
    {
      from: 'idle',
      life: 90 * DAY,
      because: 'Microsoft ends refresh tokens that are not used for 90 days',
      source: REFRESH_TOKENS,
    },
  ],
  identity: {
    value: { kind: 'idToken', claim: 'preferred_username' },
    source: 'https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference',
  },
  quirks: [
    'A tenant is chosen by its own endpoints: issuer: { preset: microsoft, tokenEndpoint: … }.',
    'Refresh tokens of a redirect registered as "spa" end after 24 hours and use does not extend them.',
    'Sign-in frequency of a conditional access policy ends grants without notice.',
    'Client secrets and certificates end on a date of their own.',
  ],
};
