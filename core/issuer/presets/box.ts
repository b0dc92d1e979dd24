import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESHING = 'https://developer.box.com/guides/authentication/tokens/refresh';
const WITHOUT_SDK = 'https://developer.box.com/guides/authentication/oauth2/without-sdk/';
const REFRESH_REQUEST = 'https://developer.box.com/reference/post-oauth2-token--refresh';
const CURRENT_USER = 'https://developer.box.com/reference/get-users-me/';

/** Box. A refresh token works once and for 60 days. */
export const box: Preset = {
  name: 'box',
  title: 'Box',
  authorizationEndpoint: { value: 'https://account.box.com/api/oauth2/authorize', source: WITHOUT_SDK },
  tokenEndpoint: { value: 'https://api.box.com/oauth2/token', source: REFRESH_REQUEST },
  clientAuthentication: { value: 'client_secret_post', source: REFRESH_REQUEST },
  pkce: { value: false, source: 'assumed' },
  accessTokenLife: {
    value: HOUR,
    source: 'https://developer.box.com/guides/authentication/tokens/access-tokens/',
  },
  rotation: { value: { kind: 'always', grace: 0 }, source: REFRESHING },
  reuse: { value: 'refused', source: 'https://github.com/box/box-python-sdk/issues/587' },
  lifeRules: [
    {
      from: 'idle',
      life: 60 * DAY,
      because: 'Box ends refresh tokens that are not used for 60 days',
      source: REFRESHING,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.box.com/2.0/users/me', path: 'login' },
    source: CURRENT_USER,
  },
  quirks: ['An authorization code is good for 30 seconds.'],
  unverified: ['authorizationEndpoint', 'identity'],
};
