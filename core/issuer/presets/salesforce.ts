import type { Preset } from '../preset.ts';

const WEB_FLOW =
  'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm&type=5';
const REFRESHING =
  'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_refresh_token_flow.htm&type=5';

/** Salesforce. The life of a grant is a policy of the organisation. */
export const salesforce: Preset = {
  name: 'salesforce',
  title: 'Salesforce',
  authorizationEndpoint: {
    value: 'https://login.salesforce.com/services/oauth2/authorize',
    source: WEB_FLOW,
  },
  tokenEndpoint: { value: 'https://login.salesforce.com/services/oauth2/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: { value: true, source: WEB_FLOW },
  // The app's policy decides whether the refresh token is rotated.
  rotation: { value: { kind: 'unknown' }, source: REFRESHING },
  reuse: { value: 'unknown', source: 'assumed' },
  lifeRules: [],
  identity: {
    value: {
      kind: 'userinfo',
      endpoint: 'https://login.salesforce.com/services/oauth2/userinfo',
      path: 'preferred_username',
    },
    source: 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_userinfo_endpoint.htm&type=5',
  },
  quirks: [
    'Answers state no expires_in: the session timeout of the organisation ends a token; declare accessTokenLifetime.',
    'Consent is refused a refresh token without the scope refresh_token.',
    'The sixth approval of one user and app silently ends the oldest.',
    'A sandbox is chosen by its own endpoints, below test.salesforce.com.',
  ],
};
