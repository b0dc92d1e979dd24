import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const CODE_FLOW = 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code';
const STEPS = 'https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token';
const SINGLE_USE = 'https://github.com/unasuke/omniauth-twitter2/issues/4';
const ME = 'https://docs.x.com/x-api/users/get-my-user';

/** X, formerly Twitter, OAuth 2.0. */
export const x: Preset = {
  name: 'x',
  title: 'X (Twitter)',
  authorizationEndpoint: { value: 'https://x.com/i/oauth2/authorize', source: STEPS },
  tokenEndpoint: { value: 'https://api.x.com/2/oauth2/token', source: CODE_FLOW },
  // A public client sends its identifier in the body.
  clientAuthentication: { value: 'client_secret_basic', source: STEPS },
  pkce: { value: true, source: CODE_FLOW },
  addedScopes: { value: ['offline.access'], source: CODE_FLOW },
  accessTokenLife: { value: 2 * HOUR, source: CODE_FLOW },
  rotation: { value: { kind: 'always', grace: 0 }, source: SINGLE_USE },
  reuse: { value: 'refused', source: SINGLE_USE },
  lifeRules: [],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.x.com/2/users/me', path: 'data.username' },
    source: ME,
  },
  quirks: [
    'A dead refresh token is answered with invalid_request.',
    'The account is proven only when the scopes include users.read and tweet.read.',
  ],
  unverified: ['authorizationEndpoint', 'identity'],
};
