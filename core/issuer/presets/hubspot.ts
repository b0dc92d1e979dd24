import { MINUTE } from '../../time.ts';
import type { Preset } from '../preset.ts';

const TOKENS = 'https://developers.hubspot.com/docs/api/oauth/tokens';
const OAUTH = 'https://developers.hubspot.com/docs/api/working-with-oauth';

/** HubSpot. The refresh token stays good until the app is uninstalled. */
export const hubspot: Preset = {
  name: 'hubspot',
  title: 'HubSpot',
  authorizationEndpoint: { value: 'https://app.hubspot.com/oauth/authorize', source: OAUTH },
  tokenEndpoint: { value: 'https://api.hubapi.com/oauth/v1/token', source: TOKENS },
  clientAuthentication: { value: 'client_secret_post', source: TOKENS },
  pkce: { value: false, source: 'assumed' },
  accessTokenLife: { value: 30 * MINUTE, source: OAUTH },
  rotation: { value: { kind: 'never' }, source: TOKENS },
  reuse: { value: 'accepted', source: TOKENS },
  lifeRules: [],
  identity: { value: { kind: 'none' }, source: TOKENS },
  quirks: [
    'Errors come with "status" in place of "error".',
    'This endpoint ends on 2027-02-16; then name that of v3: issuer: { preset: hubspot, tokenEndpoint: … }.',
  ],
};
