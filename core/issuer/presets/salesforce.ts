import type { Preset } from '../preset.ts';

const WEB_FLOW =
  'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm&type=5';
const REFRESHING =
  'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_refresh_token_flow.htm&type=5';

const USERINFO =
  'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_userinfo_endpoint.htm&type=5';

/** Salesforce. The life of a grant is a policy of the organisation. */
export const salesforce: Preset = {
  name: 'salesforce',
  title: 'Salesforce',
  domain: { example: 'acme.my.salesforce.com', usual: 'login.salesforce.com' },
  authorizationEndpoint: {
    value: 'https://login.salesforce.com/services/oauth2/authorize',
    source: WEB_FLOW,
  },
  tokenEndpoint: { value: 'https://login.salesforce.com/services/oauth2/token', source: REFRESHING },
  clientAuthentication: { value: 'client_secret_post', source: REFRESHING },
  pkce: {
    value: true,
    source: 'https://developer.salesforce.com/docs/platform/isvforce/guide/secure-code-ac-eca.md',
  },
  // A setting of the app. Where it is on, the old one ends at once.
  rotation: { value: { kind: 'unknown' }, source: REFRESHING },
  reuse: { value: 'refused', source: REFRESHING },
  lifeRules: [],
  identity: {
    value: {
      kind: 'userinfo',
      endpoint: 'https://login.salesforce.com/services/oauth2/userinfo',
      path: 'preferred_username',
    },
    source: USERINFO,
  },
  quirks: [
    'Answers state no expires_in: the session timeout of the organisation ends a token; declare accessTokenLifetime.',
    'Consent is refused a refresh token without the scope refresh_token.',
    'The sixth approval of one user and app silently ends the oldest.',
    'A sandbox or your own domain: issuer: { preset: salesforce, domain: test.salesforce.com }.',
    'New integrations are external client apps; connected apps cannot be made any more.',
  ],
  unverified: ['authorizationEndpoint', 'tokenEndpoint', 'identity'],
};
