import { DAY, HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

/** Zoom's own collection of requests, as somebody else renders it. */
const REQUESTS =
  'https://developers.qodex.ai/zoom-public/get-started-fast-with-zoom-apis/f/api-authorization-authentication-legacy-applications-oauth-app-oauth-2-0-with-pkce';
/** Zoom's plugin for an AI agent: lives, rotation, and that they may change. */
const LIFECYCLE =
  'https://raw.githubusercontent.com/anthropics/knowledge-work-plugins/main/partner-built/zoom-plugin/skills/oauth/concepts/token-lifecycle.md';
const AUTHORIZE =
  'https://raw.githubusercontent.com/anthropics/knowledge-work-plugins/main/partner-built/zoom-plugin/skills/zoom-apps-sdk/references/oauth.md';
const USERS = 'https://developers.zoom.us/docs/api/users/';

/** Zoom user tokens. Every refresh brings a successor. */
export const zoom: Preset = {
  name: 'zoom',
  title: 'Zoom',
  authorizationEndpoint: { value: 'https://zoom.us/oauth/authorize', source: AUTHORIZE },
  tokenEndpoint: { value: 'https://zoom.us/oauth/token', source: REQUESTS },
  revocationEndpoint: { value: 'https://zoom.us/oauth/revoke', source: REQUESTS },
  clientAuthentication: { value: 'client_secret_basic', source: REQUESTS },
  pkce: { value: true, source: REQUESTS },
  accessTokenLife: { value: HOUR, source: LIFECYCLE },
  rotation: { value: { kind: 'always', grace: 0 }, source: LIFECYCLE },
  reuse: { value: 'refused', source: LIFECYCLE },
  lifeRules: [
    {
      from: 'idle',
      life: 90 * DAY,
      because: 'Zoom ends refresh tokens that are not used for about 90 days',
      source: LIFECYCLE,
    },
  ],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://api.zoom.us/v2/users/me', path: 'email' },
    source: USERS,
  },
  quirks: [
    'A scope problem is answered with 400, and the cause stands in "reason".',
    'Server-to-server apps have no refresh token and are not what this preset is for.',
    'An authorization code is good for 5 minutes.',
  ],
  unverified: ['identity'],
};
