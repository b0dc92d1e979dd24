import { isFault } from '../../core/fault.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import type { SocketServer } from '../control/socket-server.ts';
import { pause } from '../deployment/pause.ts';

export interface KeptServerOptions {
  readonly serve: () => Promise<SocketServer>;
  /** Told why it cannot be served, and with undefined once it is. */
  readonly told: (failure: unknown) => void;
  readonly signal: AbortSignal;
}

/** A socket that is served as soon as that is possible. */
export interface KeptServer {
  /** Settles after the first try, however it ended. */
  readonly tried: Promise<void>;
  /** Settles when it has closed. Rejects with Fault `SocketTaken`: another host daemon runs, and two must not write the same sinks. */
  readonly closed: Promise<void>;
}

/** Serves a socket until the signal aborts: a host whose socket cannot be made delivers its tokens all the same. */
export function keepServer(options: KeptServerOptions): KeptServer {
  let tried = () => {};
  const first = new Promise<void>((resolve) => {
    tried = resolve;
  });
  return { tried: first, closed: keep(options, tried).finally(tried) };
}

async function keep({ serve, told, signal }: KeptServerOptions, tried: () => void): Promise<void> {
  for (let wait = SECOND; !signal.aborted; wait = Math.min(MINUTE, wait * 2)) {
    try {
      const server = await serve();
      told(undefined);
      tried();
      await aborted(signal);
      return await server.close();
    } catch (error) {
      if (isFault(error) && error.code === 'SocketTaken') throw error;
      told(error);
      tried();
      await pause(wait, signal);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
