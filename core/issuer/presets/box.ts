import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESHING = 'https://developer.box.com/guides/authentication/tokens/refresh';
const WITH_SDK = 'https://developer.box.com/guides/authentication/oauth2/without-sdk/';

/** Box. A refresh token works once and for 60 days. */
export const box: Preset = {
  name: 'box',
  title: 'Box',
  authorizationEndpoint: { value: 'https://account.box.com/api/oauth2/authorize', source: WITH_SDK },
  tokenEndpoint: { value: 'https://api.box.com/oauth2/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
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
    source: 'https://developer.box.com/reference/get-users-me/',
  },
  quirks: ['An authorization code is good for 30 seconds.'],
};
