import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const USER_TOKEN =
  'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app';
const REFRESHING =
  'https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens';

/** User access tokens of a GitHub App with expiration on. A refresh kills the old access token at once. */
export const github: Preset = {
  name: 'github',
  title: 'GitHub App',
  authorizationEndpoint: { value: 'https://github.com/login/oauth/authorize', source: USER_TOKEN },
  tokenEndpoint: { value: 'https://github.com/login/oauth/access_token', source: USER_TOKEN },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: { value: true, source: USER_TOKEN },
  accessTokenLife: { value: 8 * HOUR, source: REFRESHING },
  rotation: { value: { kind: 'always', grace: 0 }, source: REFRESHING },
  reuse: { value: 'refused', source: REFRESHING },
  refreshEndsAccessToken: { value: true, source: REFRESHING },
  lifeRules: [
    {
      from: 'idle',
      life: 184 * DAY,
      because: 'GitHub ends refresh tokens that are not used for six months (15 897 600 s)',
      source: REFRESHING,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.github.com/user', path: 'login' },
    source: 'https://docs.github.com/en/rest/users/users#get-the-authenticated-user',
  },
  quirks: [
    'Errors of the token endpoint come with status 200.',
    'A GitHub App has permissions instead of scopes: leave scopes empty.',
    'Without "Accept: application/json" the answer is form text.',
  ],
};
