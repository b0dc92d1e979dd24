import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const OAUTH = 'https://docs.gitlab.com/api/oauth2';

/** GitLab.com; a self-managed one has the same paths on its own domain. */
export const gitlab: Preset = {
  name: 'gitlab',
  title: 'GitLab',
  domain: { example: 'git.example.com', usual: 'gitlab.com' },
  issuer: { value: 'https://gitlab.com', source: 'https://gitlab.com/.well-known/openid-configuration' },
  authorizationEndpoint: { value: 'https://gitlab.com/oauth/authorize', source: OAUTH },
  tokenEndpoint: { value: 'https://gitlab.com/oauth/token', source: OAUTH },
  revocationEndpoint: { value: 'https://gitlab.com/oauth/revoke', source: OAUTH },
  clientAuthentication: { value: 'client_secret_post', source: OAUTH },
  pkce: { value: true, source: OAUTH },
  accessTokenLife: { value: 2 * HOUR, source: OAUTH },
  rotation: { value: { kind: 'always', grace: 0 }, source: OAUTH },
  reuse: { value: 'refused', source: 'https://github.com/Dynatrace/ace-box/issues/580' },
  refreshEndsAccessToken: { value: true, source: OAUTH },
  lifeRules: [],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://gitlab.com/api/v4/user', path: 'username' },
    source: 'https://docs.gitlab.com/api/users',
  },
  quirks: [
    'GitLab states no end of a refresh token: only revocation ends it.',
    'The account is proven only when the scopes include read_user or api.',
  ],
};
