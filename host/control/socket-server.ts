import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type Milliseconds, SECOND } from '../../core/time.ts';

/** Routes that are served. */
export interface SocketServer {
  /** Ends the streams, gives answers that are under way half a second, then ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves routes over HTTP.
 *
 * @param options `routes`: made with the signal that aborts when the server closes. `listen`: where; if it throws,
 * nothing stays open
 */
export async function serveRoutes(options: {
  readonly routes: (closing: AbortSignal) => Hono;
  readonly listen: (server: Server) => Promise<void>;
}): Promise<SocketServer> {
  const closing = new AbortController();
  const routes = options.routes(closing.signal);
  const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  const close = () => {
    closing.abort();
    return new Promise<void>((resolve) => {
      const cut = setTimeout(() => server.closeAllConnections(), GRACE);
      server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      server.closeIdleConnections();
    });
  };
  try {
    await options.listen(server);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

const GRACE: Milliseconds = SECOND / 2;
