import { DAY } from '../../time.ts';
import type { Preset } from '../preset.ts';

const REFRESHING =
  'https://learn.microsoft.com/en-us/linkedin/shared/authentication/programmatic-refresh-tokens';
const CODE_FLOW = 'https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow';

/** LinkedIn, for partners that are given refresh tokens. Use does not extend the grant. */
export const linkedin: Preset = {
  name: 'linkedin',
  title: 'LinkedIn',
  authorizationEndpoint: { value: 'https://www.linkedin.com/oauth/v2/authorization', source: CODE_FLOW },
  tokenEndpoint: { value: 'https://www.linkedin.com/oauth/v2/accessToken', source: CODE_FLOW },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: { value: false, source: 'assumed' },
  accessTokenLife: { value: 60 * DAY, source: REFRESHING },
  rotation: { value: { kind: 'never' }, source: REFRESHING },
  reuse: { value: 'accepted', source: REFRESHING },
  lifeRules: [
    {
      from: 'consent',
      life: 365 * DAY,
      because: 'LinkedIn ends grants 365 days after consent, however they are used',
      source: REFRESHING,
    },
  ],
  identity: { value: { kind: 'none' }, source: CODE_FLOW },
  quirks: ['Only approved partners of the Marketing Developer Platform are given refresh tokens.'],
};
