import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const EXPIRATION = 'https://developer.spotify.com/blog/2026-06-18-refresh-token-expiration';
const CODE_FLOW = 'https://developer.spotify.com/documentation/web-api/tutorials/code-flow';
const REFRESHING = 'https://developer.spotify.com/documentation/web-api/tutorials/refreshing-tokens';

/** Spotify. Since summer 2026 every grant ends six months after consent. */
export const spotify: Preset = {
  name: 'spotify',
  title: 'Spotify',
  authorizationEndpoint: { value: 'https://accounts.spotify.com/authorize', source: CODE_FLOW },
  tokenEndpoint: { value: 'https://accounts.spotify.com/api/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_basic', source: REFRESHING },
  pkce: {
    value: true,
    source: 'https://developer.spotify.com/documentation/web-api/tutorials/code-pkce-flow',
  },
  accessTokenLife: { value: HOUR, source: REFRESHING },
  // An answer may or may not bring a successor; which, the page leaves open.
  rotation: { value: { kind: 'unknown' }, source: REFRESHING },
  reuse: { value: 'unknown', source: 'assumed' },
  lifeRules: [
    {
      from: 'consent',
      life: 181 * DAY,
      because: 'Spotify ends grants six months after consent, however they are used',
      source: EXPIRATION,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.spotify.com/v1/me', path: 'id' },
    source: 'https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile',
  },
  quirks: ['An answer without a refresh token means that the old one stays good.'],
};
