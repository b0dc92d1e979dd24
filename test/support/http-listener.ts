import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';

/** A request that came in. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Call once, at the top of a test file: starts plain HTTP servers on loopback, each of which answers in turn what it is
 * given, the last answer for ever; all of them end after each test.
 */
export function httpListeners() {
  const running: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const stop of running.splice(0)) await stop();
  });
  return async (...answers: readonly RequestListener[]) => {
    const heard: Heard[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        const answer = answers[Math.min(heard.length, answers.length - 1)];
        heard.push({ path: request.url ?? '', headers: request.headers, body });
        answer?.(request, response);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    running.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    const address = server.address() as AddressInfo;
    return { origin: `http://127.0.0.1:${address.port}`, heard };
  };
}
