import * as http from 'node:http';
import * as https from 'node:https';
import { urlKind } from '../../core/issuer/secure-url.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { Clock } from '../../core/ports.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { ErrorEvidence } from '../../core/verdict/verdict.ts';
import { errorEvidence } from './error-evidence.ts';
import { readBody } from './read-body.ts';

/** One request, complete. */
export interface Outgoing {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SendOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** For the whole exchange, from name look-up to the last byte. @default 30 s */
  readonly timeout?: Milliseconds;
  /** Certificate authority to trust in place of the built-in ones, PEM. */
  readonly ca?: string;
}

/**
 * Sends a request exactly once: over a fresh connection, without retry, redirect or proxy. Never throws for what
 * happens on the way.
 *
 * Nothing is written before the connection (and TLS with the server's certificate) stands, so that `notSent` is
 * certain: no byte of the request left. Any failure after that is `lost`.
 */
export function sendOnce(outgoing: Outgoing, options: SendOptions): Promise<TokenAnswer> {
  const { clock, timeout = 30 * SECOND } = options;
  let sentAt = clock.now();
  if (urlKind(outgoing.url) !== 'secure')
    return Promise.resolve({ kind: 'notSent', error: UNSAFE_ADDRESS, sentAt });

  return new Promise((resolve) => {
    let left = false;
    const failed = (error: unknown) => {
      clearTimeout(timer);
      resolve({ kind: left ? 'lost' : 'notSent', error: errorEvidence(error), sentAt });
    };
    const request = openRequest(outgoing, options);
    const timer = setTimeout(() => request.destroy(new ExchangeTimeout(timeout)), timeout);

    request.on('error', failed);
    request.once('socket', (socket) => {
      socket.once(outgoing.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        left = true;
        sentAt = clock.now();
        request.end(outgoing.body);
      });
    });
    request.once('response', (response) => {
      readBody(response)
        .then(({ text, truncated }) => {
          clearTimeout(timer);
          const { statusCode = 0, headers } = response;
          const receivedAt = clock.now();
          resolve({
            kind: 'answered',
            status: statusCode,
            headers: flat(headers),
            body: text,
            truncated,
            sentAt,
            receivedAt,
          });
        })
        .catch(failed)
        .finally(() => request.destroy());
    });
  });
}

/** A form as token endpoints take it (RFC 6749 section 3.2). */
export function formOf(url: string, parameters: Readonly<Record<string, string>>): Outgoing {
  return {
    url,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(parameters).toString(),
  };
}

const UNSAFE_ADDRESS: ErrorEvidence = {
  name: 'Fault',
  code: 'UnsafeAddress',
  message: 'the address is not https, and plain http is spoken on loopback only',
};

class ExchangeTimeout extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(timeout: Milliseconds) {
    super(`no whole answer within ${timeout} ms`);
    this.name = 'ExchangeTimeout';
  }
}

function openRequest(outgoing: Outgoing, { ca }: SendOptions): http.ClientRequest {
  const length =
    outgoing.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(outgoing.body)) };
  const settings = {
    agent: false,
    method: outgoing.method,
    headers: { ...outgoing.headers, ...length, connection: 'close' },
  } as const;
  return outgoing.url.startsWith('https:')
    ? https.request(outgoing.url, {
        ...settings,
        rejectUnauthorized: true,
        ...(ca === undefined ? {} : { ca }),
      })
    : http.request(outgoing.url, settings);
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  const lines: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) lines[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return lines;
}
