import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { ClientMetadata, Configuration } from 'oidc-provider';
// The package's entry prints a warning on Node 20 as soon as it is imported; these files below it do not.
import { InvalidGrant } from 'oidc-provider/lib/helpers/errors.js';
import { Provider } from 'oidc-provider/lib/provider.js';
import { notesOf } from './request-notes.ts';
import { KNOWN_SCOPES, type KnownClient, type Settings } from './settings.ts';
import type { Store } from './store.ts';

/** Redirects that are accepted: loopback with any port (RFC 8252 section 7.3) and these paths. */
const REDIRECT_URIS = ['http://127.0.0.1/callback', 'http://127.0.0.1/'];

const TEN_YEARS = 10 * 365 * 24 * 3_600;

/**
 * An oidc-provider whose tokens live as `settings` says at each request. Every default that would print a notice
 * is replaced: it writes nothing to stdout and stderr.
 */
export function createProvider(
  issuer: string,
  parts: { settings: Readonly<Settings>; clients: readonly KnownClient[]; store: Store },
): Provider {
  const { settings, store } = parts;
  const configuration: Configuration = {
    adapter: (model) => store.adapter(model),
    clients: parts.clients.map(clientMetadata),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clientBasedCORS: () => false,
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: { keys: [signingKey()] },
    scopes: [...KNOWN_SCOPES],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: async (_ctx, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId, email: accountId, email_verified: true, name: accountId }),
    }),
    features: {
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: false },
    },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    // By default every token lives 15 s longer than its answer says, which is all the life that a drill gives it.
    clockTolerance: 0,
    // A refresh token for every consent, asked for or not, and independent of the browser's session.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    rotateRefreshToken: (ctx) => {
      const notes = notesOf(ctx.req);
      notes.inGrace = store.isConsumed(String(ctx.oidc.params?.refresh_token));
      return settings.rotation === 'always' && !notes.keepsToken;
    },
    renderError: async (ctx, out) => {
      ctx.type = 'text';
      ctx.body = `${out.error}: ${out.error_description}\n`;
    },
    ttl: {
      AccessToken: () => settings.accessTokenSeconds,
      AuthorizationCode: 60,
      RefreshToken: (ctx) => lifeOfRefreshToken(ctx?.oidc?.entities.RotatedRefreshToken, settings),
      Grant: TEN_YEARS,
      IdToken: 3_600,
      Interaction: 600,
      Session: 600,
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.on('grant.error', (ctx, error) => {
    notesOf(ctx.req).reused = error.error_detail?.includes('already used') ?? false;
  });
  return provider;
}

/**
 * Rotation hands the rest of the family's life on; consent starts a new one.
 * @throws InvalidGrant when the family ended between the check of its token and the making of the next
 */
function lifeOfRefreshToken(rotated: { readonly remainingTTL: number } | undefined, settings: Settings) {
  if (!rotated) return settings.refreshTokenSeconds;
  if (rotated.remainingTTL <= 0) throw new InvalidGrant('refresh token is expired');
  return rotated.remainingTTL;
}

function clientMetadata({ clientId, clientSecret, method }: KnownClient): ClientMetadata {
  return {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    token_endpoint_auth_method: method,
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: REDIRECT_URIS,
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'drill' };
}
