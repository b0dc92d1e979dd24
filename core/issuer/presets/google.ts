import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const OVERVIEW = 'https://developers.google.com/identity/protocols/oauth2';
const INSTALLED = 'https://developers.google.com/identity/protocols/oauth2/native-app';

/** A person's Google account. The refresh token is never rotated; the client's publishing status decides its life. */
export const google: Preset = {
  name: 'google',
  title: 'Google',
  issuer: {
    value: 'https://accounts.google.com',
    source: 'https://accounts.google.com/.well-known/openid-configuration',
  },
  authorizationEndpoint: { value: 'https://accounts.google.com/o/oauth2/v2/auth', source: INSTALLED },
  tokenEndpoint: { value: 'https://oauth2.googleapis.com/token', source: INSTALLED },
  revocationEndpoint: { value: 'https://oauth2.googleapis.com/revoke', source: INSTALLED },
  clientAuthentication: { value: 'client_secret_post', source: INSTALLED },
  pkce: { value: true, source: INSTALLED },
  authorizationParameters: {
    value: { access_type: 'offline', prompt: 'consent' },
    source: 'https://developers.google.com/identity/protocols/oauth2/web-server#offline',
  },
  addedScopes: {
    value: ['openid', 'email'],
    source: 'https://developers.google.com/identity/openid-connect/openid-connect',
  },
  scopePrefix: {
    value: 'https://www.googleapis.com/auth/',
    source: 'https://developers.google.com/identity/protocols/oauth2/scopes',
  },
  accessTokenLife: { value: HOUR, source: OVERVIEW },
  rotation: { value: { kind: 'never' }, source: OVERVIEW },
  reuse: { value: 'accepted', source: OVERVIEW },
  lifeRules: [
    {
      from: 'consent',
      life: 7 * DAY,
      publishingStatus: 'testing',
      because: 'Google ends grants of clients in Testing 7 days after consent, however they are used',
      source: `${OVERVIEW}#expiration`,
    },
    {
      from: 'idle',
      life: 181 * DAY,
      because: 'Google ends grants that are not used for six months',
      source: `${OVERVIEW}#expiration`,
    },
  ],
  identity: {
    value: { kind: 'idToken', claim: 'email' },
    source: 'https://developers.google.com/identity/openid-connect/openid-connect',
  },
  quirks: [
    'The 101st refresh token of one account and client silently ends the oldest.',
    'A password change ends grants that hold Gmail scopes.',
    'A Workspace session limit ends the grant with invalid_rapt; only an administrator can exempt the client.',
    'A desktop client has a secret too, and Google requires it at the token endpoint.',
  ],
};
