import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach } from '@jest/globals';

/** What a service that takes few at once has seen. */
export interface LimitedService {
  readonly url: string;
  /** Most requests that were in it at the same time. */
  most: number;
  /** Refused because too many were in it. */
  tooMany: number;
  /** Refused for their token. */
  unauthorized: number;
  served: number;
}

/** Call once, at the top of a test file: a service that asks a resource whether a token is good and enforces a limit. */
export function limitedServices() {
  const running: (() => void)[] = [];
  afterEach(() => {
    for (const stop of running.splice(0)) stop();
  });
  return async (limit: number, resource: () => string): Promise<LimitedService> => {
    let inside = 0;
    const server = createServer((request, response) => {
      inside += 1;
      service.most = Math.max(service.most, inside);
      void answer(request.headers.authorization ?? '').then((status) => {
        inside -= 1;
        response.writeHead(status).end();
      });
    });
    const answer = async (authorization: string): Promise<number> => {
      if (inside > limit) {
        service.tooMany += 1;
        return 429;
      }
      const { status } = await fetch(resource(), { headers: { authorization } });
      if (status !== 200) {
        service.unauthorized += 1;
        return 401;
      }
      // Work that takes a while, so that clients that come together are in it together.
      await pause(150);
      service.served += 1;
      return 200;
    };
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    running.push(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    const service: LimitedService = {
      url: `http://127.0.0.1:${port}/`,
      most: 0,
      tooMany: 0,
      unauthorized: 0,
      served: 0,
    };
    return service;
  };
}
