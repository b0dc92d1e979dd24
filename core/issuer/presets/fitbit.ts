import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESHING = 'https://dev.fitbit.com/build/reference/web-api/authorization/refresh-token';
const AUTHORIZATION = 'https://dev.fitbit.com/build/reference/web-api/developer-guide/authorization';
const AUTHORIZE = 'https://dev.fitbit.com/build/reference/web-api/authorization/authorize/';
const PROFILE = 'https://dev.fitbit.com/build/reference/web-api/user/get-profile/';

/** Fitbit, for apps of type "server". */
export const fitbit: Preset = {
  name: 'fitbit',
  title: 'Fitbit',
  authorizationEndpoint: { value: 'https://www.fitbit.com/oauth2/authorize', source: AUTHORIZE },
  tokenEndpoint: {
    value: 'https://api.fitbit.com/oauth2/token',
    source: 'https://dev.fitbit.com/build/reference/web-api/authorization/client-credentials',
  },
  clientAuthentication: { value: 'client_secret_basic', source: REFRESHING },
  pkce: { value: true, source: AUTHORIZATION },
  accessTokenLife: { value: 8 * HOUR, source: REFRESHING },
  rotation: { value: { kind: 'always', grace: 0 }, source: REFRESHING },
  reuse: { value: 'refused', source: 'https://github.com/home-assistant/core/issues/141223' },
  lifeRules: [],
  identity: {
    value: {
      kind: 'userinfo',
      endpoint: 'https://api.fitbit.com/1/user/-/profile.json',
      path: 'user.encodedId',
    },
    source: PROFILE,
  },
  quirks: [
    'Errors come as errors[] without an "error" field.',
    'The account is proven only when the scopes include profile.',
  ],
  unverified: ['authorizationEndpoint', 'identity'],
};
