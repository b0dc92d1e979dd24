import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESHING = 'https://www.zoho.com/contracts/api/getting-started/refreshing-access-tokens.html';
const PROTOCOL = 'https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html';
const LIMITS = 'https://www.zoho.com/accounts/protocol/oauth/token-limits.html';
const OFFLINE = 'https://www.zoho.com/meeting/api-integration/authentication.html';

/** Zoho. Every data centre has a host of its own. */
export const zoho: Preset = {
  name: 'zoho',
  title: 'Zoho',
  domain: { example: 'accounts.zoho.eu', usual: 'accounts.zoho.com' },
  authorizationEndpoint: { value: 'https://accounts.zoho.com/oauth/v2/auth', source: OFFLINE },
  tokenEndpoint: { value: 'https://accounts.zoho.com/oauth/v2/token', source: REFRESHING },
  revocationEndpoint: { value: 'https://accounts.zoho.com/oauth/v2/token/revoke', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: { value: false, source: 'assumed' },
  authorizationParameters: { value: { access_type: 'offline', prompt: 'consent' }, source: OFFLINE },
  scopeSeparator: { value: ',', source: PROTOCOL },
  accessTokenLife: { value: HOUR, source: LIMITS },
  rotation: { value: { kind: 'never' }, source: LIMITS },
  reuse: { value: 'accepted', source: LIMITS },
  lifeRules: [],
  identity: { value: { kind: 'none' }, source: PROTOCOL },
  quirks: [
    'Another data centre: issuer: { preset: zoho, domain: accounts.zoho.eu }; the wrong one refuses every code.',
    'A user has 20 refresh tokens at most; the next one ends the oldest.',
    'Errors and rate limits of the token endpoint come with status 200 or 400.',
  ],
  unverified: ['authorizationEndpoint', 'authorizationParameters', 'scopeSeparator'],
};
