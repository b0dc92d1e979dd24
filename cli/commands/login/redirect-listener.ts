import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { SECOND } from '../../../core/time.ts';

/** Takes the browser's redirect on a loopback address (RFC 8252 section 7.3). */
export interface RedirectListener {
  readonly redirectUri: string;
  /** The address of the next redirect. */
  next(): Promise<string>;
  /** Tells the person in the browser how it went. */
  answer(outcome: 'done' | 'refused', message: string): void;
  close(): Promise<void>;
}

const PATH = '/callback';

/**
 * Listens on 127.0.0.1 and on nothing else.
 * @param port 0: a free one
 */
export async function listenForRedirect(port: number): Promise<RedirectListener> {
  const arrived: string[] = [];
  let wake: (() => void) | undefined;
  let open: ServerResponse | undefined;
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    if (request.method !== 'GET' || !url.startsWith(`${PATH}?`)) {
      response.writeHead(404).end();
      return;
    }
    open = response;
    arrived.push(`${redirectUri.slice(0, -PATH.length)}${url}`);
    wake?.();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Fault({
      code: 'PortTaken',
      message: `port ${port} on 127.0.0.1 cannot be listened on (${error.code})`,
      remedy: 'name another one with --port, or leave it out',
      exitCode: ExitCode.Usage,
    });
  });
  const address = server.address();
  const redirectUri = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}${PATH}`;
  return {
    redirectUri,
    next: async () => {
      for (;;) {
        const url = arrived.shift();
        if (url !== undefined) return url;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    answer: (outcome, message) => {
      open?.writeHead(outcome === 'done' ? 200 : 400, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        connection: 'close',
      });
      open?.end(
        page(outcome === 'done' ? 'Signed in. You may close this page.' : `Not signed in: ${message}`),
      );
      open = undefined;
    },
    close: async () => {
      server.close();
      // A page that is still being sent to the browser may finish; a browser that keeps its connection may not hold us.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), SECOND).unref();
    },
  };
}

function page(text: string): string {
  const safe = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<!doctype html><meta charset="utf-8"><title>Evergrant</title><body style="font: 1.2rem system-ui; margin: 4rem">${safe}</body>\n`;
}
