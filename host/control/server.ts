import type { Broker } from '../../core/broker.ts';
import type { Milliseconds } from '../../core/time.ts';
import { HEARTBEAT } from './heartbeat.ts';
import { listenPrivately } from './listen-privately.ts';
import { type SocketServer, serveRoutes } from './socket-server.ts';

export type ControlServer = SocketServer;

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
  const { socketPath, unexpected, heartbeat = HEARTBEAT } = options;
  return await serveRoutes({
    routes: async (closing) =>
      (await import('./routes.ts')).controlRoutes(broker, { closing, heartbeat, unexpected }),
    listen: (server) => listenPrivately(server, socketPath),
  });
}
