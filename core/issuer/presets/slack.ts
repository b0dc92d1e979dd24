import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const ROTATION = 'https://docs.slack.dev/authentication/using-token-rotation';
const INSTALLING = 'https://docs.slack.dev/authentication/installing-with-oauth';
const ACCESS = 'https://docs.slack.dev/reference/methods/oauth.v2.access';

/** A Slack app with token rotation on. Without it tokens never end and there is nothing to refresh. */
export const slack: Preset = {
  name: 'slack',
  title: 'Slack',
  authorizationEndpoint: { value: 'https://slack.com/oauth/v2/authorize', source: INSTALLING },
  tokenEndpoint: { value: 'https://slack.com/api/oauth.v2.access', source: ACCESS },
  clientAuthentication: { value: 'client_secret_post', source: ROTATION },
  // An app has to be opted in; one that is not may refuse the request.
  pkce: { value: false, source: 'assumed' },
  scopeSeparator: { value: ',', source: INSTALLING },
  accessTokenLife: { value: 12 * HOUR, source: ROTATION },
  rotation: { value: { kind: 'always', grace: 0 }, source: ROTATION },
  reuse: { value: 'refused', source: ACCESS },
  lifeRules: [],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://slack.com/api/auth.test', path: 'user' },
    source: 'https://docs.slack.dev/reference/methods/auth.test',
  },
  quirks: [
    'Errors of the token endpoint come with status 200 and "ok": false.',
    'Token rotation is switched on once per app and cannot be switched off.',
    'Slack states no end of a refresh token: only revocation or use ends it.',
  ],
};
