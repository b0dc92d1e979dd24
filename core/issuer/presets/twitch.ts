import type { Preset } from '../preset.ts';

const REFRESHING = 'https://dev.twitch.tv/docs/authentication/refresh-tokens/';
const METADATA = 'https://dev.twitch.tv/docs/authentication/getting-tokens-oidc';

/** Twitch user access tokens. An answer may bring another refresh token. */
export const twitch: Preset = {
  name: 'twitch',
  title: 'Twitch',
  authorizationEndpoint: { value: 'https://id.twitch.tv/oauth2/authorize', source: METADATA },
  tokenEndpoint: { value: 'https://id.twitch.tv/oauth2/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: { value: false, source: 'assumed' },
  rotation: { value: { kind: 'unknown' }, source: REFRESHING },
  reuse: { value: 'unknown', source: 'assumed' },
  lifeRules: [],
  identity: { value: { kind: 'none' }, source: REFRESHING },
  quirks: [
    'Errors come as "message" without an "error" field.',
    'A password change or a disconnect by the person ends the grant at once.',
    'Twitch wants every token validated once an hour: let a probe or the program call its validate endpoint.',
  ],
  unverified: ['clientAuthentication'],
};
