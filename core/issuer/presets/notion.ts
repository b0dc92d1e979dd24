import type { Preset } from '../preset.ts';

const REFRESHING = 'https://developers.notion.com/reference/refresh-a-token';
const AUTHORIZATION = 'https://developers.notion.com/docs/authorization';

/** A public connection of Notion's REST API. Internal connections have a static token and no consent. */
export const notion: Preset = {
  name: 'notion',
  title: 'Notion',
  authorizationEndpoint: {
    value: 'https://api.notion.com/v1/oauth/authorize',
    source: 'https://www.mintlify.com/makenotion/notion-sdk-js/guides/oauth',
  },
  tokenEndpoint: { value: 'https://api.notion.com/v1/oauth/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_basic', source: REFRESHING },
  pkce: { value: false, source: 'assumed' },
  authorizationParameters: { value: { owner: 'user' }, source: AUTHORIZATION },
  rotation: { value: { kind: 'always', grace: 0 }, source: REFRESHING },
  reuse: { value: 'refused', source: 'https://github.com/makenotion/notion-cookbook/pull/1' },
  lifeRules: [],
  // Its account endpoint insists on a header of its own.
  identity: { value: { kind: 'none' }, source: AUTHORIZATION },
  quirks: [
    'Notion documents a JSON body for its token endpoint; a form is sent here, as other clients do. Not proven against Notion.',
    'What a token may read is chosen on the consent page: leave scopes empty.',
    'The end of an access token is not stated: declare accessTokenLifetime if yours has one.',
  ],
  unverified: ['authorizationParameters'],
};
