import { createServer, type RequestListener, type Server } from 'node:http';
import type { Hono } from 'hono';
import { type Milliseconds, SECOND } from '../../core/time.ts';

/** Routes that are served. */
export interface SocketServer {
  /** Ends the streams, gives answers that are under way half a second, then ends every connection. */
  close(): Promise<void>;
}

/**
 * Serves routes over HTTP. They are made at the first request: what they need to understand one takes ten megabytes, and on
 * many hosts nobody ever asks.
 *
 * @param options `routes`: made with the signal that aborts when the server closes. `listen`: where; if it throws,
 * nothing stays open
 */
export async function serveRoutes(options: {
  readonly routes: (closing: AbortSignal) => Promise<Hono>;
  readonly listen: (server: Server) => Promise<void>;
}): Promise<SocketServer> {
  const closing = new AbortController();
  let listener: Promise<RequestListener> | undefined;
  const server = createServer(async (request, response) => {
    listener ??= listenerOf(() => options.routes(closing.signal));
    (await listener)(request, response);
  });
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

async function listenerOf(routes: () => Promise<Hono>): Promise<RequestListener> {
  const { getRequestListener } = await import('@hono/node-server');
  return getRequestListener((await routes()).fetch, { overrideGlobalObjects: false });
}

const GRACE: Milliseconds = SECOND / 2;
