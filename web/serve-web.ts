import { getRequestListener } from '@hono/node-server';
import { type LoopbackServer, serveOnLoopback } from '../adapters/loopback-server/loopback-server.ts';
import type { WebDeclaration } from '../core/config/declaration.ts';
import { keyRoutes } from './key-routes.ts';
import type { PublishedIssuer } from './published-issuer.ts';

export interface WebOptions {
  readonly issuers: readonly PublishedIssuer[];
  /** Told of errors that are no outcome. */
  readonly unexpected: (error: unknown) => void;
}

/** Serves the pages of one machine. @throws Fault `WebAddressTaken` */
export async function serveWeb(
  web: WebDeclaration,
  { issuers, unexpected }: WebOptions,
): Promise<LoopbackServer> {
  const routes = keyRoutes(issuers);
  routes.onError((error, c) => {
    unexpected(error);
    return c.text('the broker failed; read the output of evergrant up\n', 500);
  });
  return await serveOnLoopback(getRequestListener(routes.fetch, { overrideGlobalObjects: false }), {
    ...web,
    declaredAt: 'web.listen',
    code: 'WebAddressTaken',
  });
}
