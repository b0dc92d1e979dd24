import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { JWKS_MAX_AGE } from '../core/signing-key/jwks-max-age.ts';
import { SECOND } from '../core/time.ts';
import { DISCOVERY_PATH, discoveryDocument, JWKS_PATH } from './discovery.ts';
import { issuerAt, type PublishedIssuer } from './published-issuer.ts';

/**
 * The pages of verifiers: what is public of the signing keys and nothing else. They lie below the path of each
 * issuer, so that a proxy hands requests on as they are.
 */
export function keyRoutes(issuers: readonly PublishedIssuer[]): Hono {
  const routes = new Hono();
  routes.use(etag());
  const serve = (path: string, documentOf: (issuer: PublishedIssuer) => Promise<object | undefined>) =>
    routes.get(`/*`, async (c, next) => {
      if (!c.req.path.endsWith(path)) return await next();
      const asked = { host: c.req.header('host'), path: c.req.path.slice(0, -path.length) };
      const issuer = issuerAt(issuers, asked);
      if (!issuer) return await next();
      const document = await documentOf(issuer);
      return document ? published(c, document) : notYet(c);
    });
  serve(DISCOVERY_PATH, async ({ issuer, algorithm }) => discoveryDocument(issuer, algorithm));
  serve(JWKS_PATH, async (issuer) => {
    const jwks = await issuer.keys();
    return jwks.keys.length > 0 ? jwks : undefined;
  });
  routes.notFound((c) => c.text(`there is nothing here; keys are at ISSUER${JWKS_PATH}\n`, 404));
  return routes;
}

/** Scripts of any origin may verify too. */
function published(c: Context, document: object): Response {
  c.header('cache-control', `public, max-age=${JWKS_MAX_AGE / SECOND}`);
  c.header('access-control-allow-origin', '*');
  c.header('x-content-type-options', 'nosniff');
  return c.json(document);
}

/** A verifier that kept an empty set would refuse the first tokens. */
function notYet(c: Context): Response {
  c.header('cache-control', 'no-store');
  c.header('retry-after', '1');
  return c.json({ error: 'no key was made yet' }, 503);
}
