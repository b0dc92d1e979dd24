import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

/** Where the protected resource is. */
export const RESOURCE_PATH = '/sheet';

/**
 * A protected resource (RFC 6750): a sheet for a live access token; for any other, 401 with `WWW-Authenticate`,
 * which names an error only when a token was sent (section 3.1).
 */
export function protectedResource(provider: Provider) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (ctx.path !== RESOURCE_PATH || ctx.method !== 'GET') return next();
    const token = /^Bearer (\S+)$/i.exec(ctx.get('Authorization'))?.[1];
    const found = token === undefined ? undefined : await provider.AccessToken.find(token);
    const grant = found?.grantId === undefined ? undefined : await provider.Grant.find(found.grantId);
    if (found && grant) {
      ctx.body = {
        account: found.accountId,
        rows: [
          ['port', 'ship'],
          ['Piraeus', 'Elpida'],
        ],
      };
      return;
    }
    ctx.status = 401;
    const error =
      token === undefined
        ? ''
        : ', error="invalid_token", error_description="the access token is expired, revoked or unknown"';
    ctx.set('WWW-Authenticate', `Bearer realm="sheet"${error}`);
    ctx.body = token === undefined ? {} : { error: 'invalid_token' };
  };
}
