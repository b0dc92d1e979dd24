import { DAY, MINUTE } from '../../time.ts';
import type { Preset } from '../preset.ts';

const FAQ = 'https://developer.xero.com/faq/oauth2';
const CODE_FLOW = 'https://developer.xero.com/documentation/oauth2/auth-flow';
const PKCE_FLOW = 'https://developer.xero.com/documentation/oauth2/pkce-flow';

/** Xero. */
export const xero: Preset = {
  name: 'xero',
  title: 'Xero',
  issuer: {
    value: 'https://identity.xero.com',
    source: 'https://identity.xero.com/.well-known/openid-configuration',
  },
  authorizationEndpoint: {
    value: 'https://login.xero.com/identity/connect/authorize',
    source: PKCE_FLOW,
  },
  tokenEndpoint: { value: 'https://identity.xero.com/connect/token', source: CODE_FLOW },
  revocationEndpoint: { value: 'https://identity.xero.com/connect/revocation', source: CODE_FLOW },
  clientAuthentication: { value: 'client_secret_basic', source: CODE_FLOW },
  pkce: { value: true, source: PKCE_FLOW },
  addedScopes: { value: ['openid', 'email', 'offline_access'], source: CODE_FLOW },
  accessTokenLife: { value: 30 * MINUTE, source: FAQ },
  rotation: { value: { kind: 'always', grace: 30 * MINUTE }, source: FAQ },
  reuse: { value: 'refused', source: FAQ },
  lifeRules: [
    {
      from: 'idle',
      life: 60 * DAY,
      because: 'Xero ends refresh tokens that are not used for 60 days',
      source: FAQ,
    },
  ],
  identity: { value: { kind: 'idToken', claim: 'email' }, source: CODE_FLOW },
  quirks: ['One consent can cover several organisations; each call names its own in Xero-Tenant-Id.'],
};
