import { DAY } from '../../time.ts';
import type { Preset } from '../preset.ts';

const OAUTH = 'https://github.com/discord/discord-api-docs/blob/main/docs/topics/OAuth2.md';
const ENDPOINTS = 'https://logto.io/oauth-providers-explorer/discord';
const SINGLE_USE = 'https://github.com/discord/discord-api-docs/issues/1650';

/** Discord. A refresh token works once. */
export const discord: Preset = {
  name: 'discord',
  title: 'Discord',
  authorizationEndpoint: { value: 'https://discord.com/oauth2/authorize', source: ENDPOINTS },
  tokenEndpoint: { value: 'https://discord.com/api/oauth2/token', source: OAUTH },
  revocationEndpoint: { value: 'https://discord.com/api/oauth2/token/revoke', source: OAUTH },
  clientAuthentication: { value: 'client_secret_basic', source: OAUTH },
  // Supported for public clients only.
  pkce: { value: false, source: 'https://arcticjs.dev/providers/discord' },
  accessTokenLife: { value: 7 * DAY, source: OAUTH },
  rotation: { value: { kind: 'always', grace: 0 }, source: SINGLE_USE },
  reuse: { value: 'refused', source: SINGLE_USE },
  lifeRules: [],
  identity: {
    value: { kind: 'userinfo', endpoint: 'https://discord.com/api/users/@me', path: 'id' },
    source: OAUTH,
  },
  quirks: [
    'A dead refresh token can be answered with invalid_request.',
    'The account is proven only when the scopes include identify.',
  ],
};
