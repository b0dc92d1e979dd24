import { DAY, HOUR, MINUTE } from '../../time.ts';
import type { Preset } from '../preset.ts';

const THREE_LEGGED = 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps';
const REFRESHING = 'https://developer.atlassian.com/cloud/oauth/getting-started/refresh-tokens';
/** States both lives, the leeway and what reuse outside it costs. */
const ROTATION =
  'https://community.developer.atlassian.com/t/updated-31-january-2022-action-required-deprecating-persistent-refresh-tokens/54172';

/** Atlassian OAuth 2.0 (3LO). */
export const atlassian: Preset = {
  name: 'atlassian',
  title: 'Atlassian',
  authorizationEndpoint: { value: 'https://auth.atlassian.com/authorize', source: THREE_LEGGED },
  tokenEndpoint: { value: 'https://auth.atlassian.com/oauth/token', source: THREE_LEGGED },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  // Not documented for 3LO.
  pkce: { value: false, source: 'assumed' },
  authorizationParameters: {
    value: { audience: 'api.atlassian.com', prompt: 'consent' },
    source: THREE_LEGGED,
  },
  addedScopes: { value: ['offline_access'], source: REFRESHING },
  accessTokenLife: { value: HOUR, source: THREE_LEGGED },
  rotation: { value: { kind: 'always', grace: 10 * MINUTE }, source: ROTATION },
  reuse: { value: 'revokesFamily', source: ROTATION },
  lifeRules: [
    {
      from: 'consent',
      life: 365 * DAY,
      because: 'Atlassian ends grants 365 days after consent, however they are used',
      source: ROTATION,
    },
    {
      from: 'idle',
      life: 90 * DAY,
      because: 'Atlassian ends refresh tokens that are not used for 90 days',
      source: ROTATION,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.atlassian.com/me', path: 'email' },
    source: THREE_LEGGED,
  },
  quirks: [
    'A dead refresh token is answered with 403 and unauthorized_client.',
    'A password change ends the grant.',
    'The account is proven only when the scopes include read:me.',
  ],
};
