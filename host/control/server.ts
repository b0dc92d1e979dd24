import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Broker } from '../../core/broker.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { listenPrivately } from './listen-privately.ts';
import { controlRoutes } from './routes.ts';

export interface ControlServer {
  /** Ends the streams, gives answers that are under way half a second, then ends every connection. */
  close(): Promise<void>;
}

export interface ControlServerOptions {
  readonly socketPath: string;
  /** Told of errors inside the broker that are no Fault. */
  readonly unexpected: (error: unknown) => void;
  /** Silence on a stream after which a blank line is sent. @default 15 seconds */
  readonly heartbeat?: Milliseconds;
}

/**
 * Serves a broker to the other programs of this user, over HTTP on a unix socket that nobody else may open.
 *
 * @throws Fault as `listenPrivately` does
 */
export async function serveBroker(broker: Broker, options: ControlServerOptions): Promise<ControlServer> {
  const closing = new AbortController();
  const routes = controlRoutes(broker, {
    closing: closing.signal,
    heartbeat: options.heartbeat ?? HEARTBEAT,
    unexpected: options.unexpected,
  });
  const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  await listenPrivately(server, options.socketPath);
  return {
    close: () => {
      closing.abort();
      return new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), GRACE);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}

const GRACE: Milliseconds = SECOND / 2;
