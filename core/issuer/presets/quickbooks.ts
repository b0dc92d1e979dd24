import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const METADATA = 'https://developer.intuit.com/.well-known/openid-sandbox-configuration';
const CLIENT = 'https://github.com/intuit/oauth-jsclient';
const HARD_END = 'https://github.com/intuit/QuickBooks-V3-Java-SDK/releases/tag/v6.5.4';
const THREAD = 'https://github.com/routablehq/python-quickbooks/issues/397';

/** QuickBooks Online. The value of the refresh token changes about once a day. */
export const quickbooks: Preset = {
  name: 'quickbooks',
  title: 'QuickBooks Online',
  authorizationEndpoint: { value: 'https://appcenter.intuit.com/connect/oauth2', source: METADATA },
  tokenEndpoint: { value: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer', source: METADATA },
  revocationEndpoint: { value: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke', source: METADATA },
  clientAuthentication: { value: 'client_secret_basic', source: METADATA },
  pkce: { value: false, source: 'assumed' },
  accessTokenLife: { value: HOUR, source: CLIENT },
  rotation: { value: { kind: 'unknown' }, source: CLIENT },
  reuse: { value: 'refused', source: THREAD },
  lifeRules: [
    {
      from: 'idle',
      life: 100 * DAY,
      because: 'QuickBooks ends refresh tokens that are not used for 100 days',
      source: CLIENT,
    },
    {
      from: 'consent',
      life: 5 * 365 * DAY,
      because: 'QuickBooks ends grants five years after consent, however they are used',
      source: HARD_END,
    },
  ],
  identity: { value: { kind: 'none' }, source: CLIENT },
  quirks: [
    'The life of the refresh token is told as x_refresh_token_expires_in.',
    'Keep the refresh token of every answer: its value changes about once a day.',
  ],
  unverified: ['authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'],
};
