import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const ATHLETE = 'https://developers.strava.com/docs/reference/#api-Athletes-getLoggedInAthlete';
const AUTHENTICATION = 'https://developers.strava.com/docs/authentication/';

/** Strava. A refresh may bring a successor, and then the old refresh token is dead. */
export const strava: Preset = {
  name: 'strava',
  title: 'Strava',
  authorizationEndpoint: { value: 'https://www.strava.com/oauth/authorize', source: AUTHENTICATION },
  tokenEndpoint: { value: 'https://www.strava.com/api/v3/oauth/token', source: AUTHENTICATION },
  clientAuthentication: { value: 'client_secret_post', source: AUTHENTICATION },
  pkce: { value: false, source: 'assumed' },
  scopeSeparator: { value: ',', source: AUTHENTICATION },
  accessTokenLife: { value: 6 * HOUR, source: AUTHENTICATION },
  rotation: { value: { kind: 'unknown' }, source: AUTHENTICATION },
  reuse: { value: 'refused', source: AUTHENTICATION },
  lifeRules: [],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://www.strava.com/api/v3/athlete', path: 'id' },
    source: ATHLETE,
  },
  quirks: ['Errors come as errors[] without an "error" field.', 'expires_at is in seconds.'],
  unverified: ['tokenEndpoint', 'identity'],
};
