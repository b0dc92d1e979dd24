import type { Preset } from '../preset.ts';

const OAUTH = 'https://linear.app/developers/oauth-2-0-authentication';
const REFRESHING = 'https://nango.dev/blog/linear-oauth-refresh-token-invalid-grant';

/** Linear. Every application has had refresh tokens since April 2026. */
export const linear: Preset = {
  name: 'linear',
  title: 'Linear',
  authorizationEndpoint: { value: 'https://linear.app/oauth/authorize', source: OAUTH },
  tokenEndpoint: { value: 'https://api.linear.app/oauth/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: OAUTH },
  pkce: { value: false, source: 'assumed' },
  scopeSeparator: { value: ',', source: OAUTH },
  rotation: { value: { kind: 'unknown' }, source: OAUTH },
  reuse: { value: 'unknown', source: 'assumed' },
  lifeRules: [],
  identity: { value: { kind: 'none' }, source: OAUTH },
  quirks: ['The scope read is always granted, asked for or not.'],
  unverified: ['clientAuthentication'],
};
