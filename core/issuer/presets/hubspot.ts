import { MINUTE } from '../../time.ts';
import type { Preset } from '../preset.ts';

const GUIDE = 'https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide';
const MIGRATION =
  'https://developers.hubspot.com/docs/api-reference/legacy/authentication/oauth-tokens/v1/migration-guide';

/** HubSpot. The refresh token stays good until the app is uninstalled. */
export const hubspot: Preset = {
  name: 'hubspot',
  title: 'HubSpot',
  authorizationEndpoint: { value: 'https://app.hubspot.com/oauth/authorize', source: GUIDE },
  tokenEndpoint: { value: 'https://api.hubapi.com/oauth/v3/token', source: GUIDE },
  // In the body only: v3 takes nothing from the query.
  clientAuthentication: { value: 'client_secret_post', source: GUIDE },
  pkce: { value: false, source: 'assumed' },
  accessTokenLife: {
    value: 30 * MINUTE,
    source: 'https://developers.hubspot.com/changelog/upcoming-expiration-of-oauth-access-tokens-is-changing',
  },
  rotation: { value: { kind: 'never' }, source: GUIDE },
  reuse: { value: 'accepted', source: GUIDE },
  lifeRules: [],
  identity: { value: { kind: 'none' }, source: GUIDE },
  quirks: [
    'Errors come with "status" in place of "error".',
    `The endpoint of v1 ends on 2027-02-16; newer ones than v3 carry a date: ${MIGRATION}`,
  ],
  unverified: ['tokenEndpoint'],
};
