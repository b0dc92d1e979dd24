import { HOUR } from '../../time.ts';
import type { Preset } from '../preset.ts';

const OFFLINE = 'https://dropbox.tech/developers/using-oauth-2-0-with-offline-access';
const GUIDE = 'https://developers.dropbox.com/oauth-guide';

/** Dropbox with offline access. The refresh token stays the same and has no end. */
export const dropbox: Preset = {
  name: 'dropbox',
  title: 'Dropbox',
  authorizationEndpoint: { value: 'https://www.dropbox.com/oauth2/authorize', source: OFFLINE },
  tokenEndpoint: { value: 'https://api.dropboxapi.com/oauth2/token', source: OFFLINE },
  clientAuthentication: { value: 'client_secret_post', source: GUIDE },
  pkce: { value: true, source: GUIDE },
  authorizationParameters: { value: { token_access_type: 'offline' }, source: OFFLINE },
  accessTokenLife: { value: 4 * HOUR, source: GUIDE },
  rotation: { value: { kind: 'never' }, source: GUIDE },
  reuse: { value: 'accepted', source: GUIDE },
  lifeRules: [],
  // Its account endpoint takes POST only.
  identity: { value: { kind: 'none' }, source: GUIDE },
  quirks: ['Without token_access_type=offline no refresh token is given.'],
  unverified: ['authorizationEndpoint', 'tokenEndpoint'],
};
