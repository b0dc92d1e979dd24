import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const OAUTH = 'https://developers.zoom.us/docs/integrations/oauth/';

/** Zoom user tokens. Every refresh brings a successor. */
export const zoom: Preset = {
  name: 'zoom',
  title: 'Zoom',
  authorizationEndpoint: { value: 'https://zoom.us/oauth/authorize', source: OAUTH },
  tokenEndpoint: { value: 'https://zoom.us/oauth/token', source: OAUTH },
  revocationEndpoint: { value: 'https://zoom.us/oauth/revoke', source: OAUTH },
  clientAuthentication: { value: 'client_secret_basic', source: OAUTH },
  pkce: { value: true, source: OAUTH },
  accessTokenLife: { value: HOUR, source: OAUTH },
  rotation: { value: { kind: 'always', grace: 0 }, source: OAUTH },
  reuse: { value: 'refused', source: OAUTH },
  lifeRules: [
    {
      from: 'idle',
      life: 90 * DAY,
      because: 'Zoom ends refresh tokens that are not used for about 90 days',
      source: OAUTH,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.zoom.us/v2/users/me', path: 'email' },
    source: 'https://developers.zoom.us/docs/api/users/',
  },
  quirks: [
    'A scope problem is answered with 400, and the cause stands in "reason".',
    'Server-to-server apps have no refresh token and are not what this preset is for.',
  ],
};
