import * as http from 'node:http';
import * as https from 'node:https';
import { types } from 'node:util';
import { urlKind } from '../../core/issuer/secure-url.ts';
import type { TokenAnswer } from '../../core/issuer/token-answer.ts';
import type { Clock } from '../../core/ports.ts';
import type { KeyRequest } from '../../core/rotate/key-api.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { ErrorEvidence } from '../../core/verdict/verdict.ts';

export interface SendKeyOptions {
  /** Where the API is. */
  readonly origin: string;
  readonly clock: Pick<Clock, 'now'>;
  /** For the whole exchange. @default 30 s */
  readonly timeout?: Milliseconds;
}

/**
 * Sends a request to a management API exactly once: over a fresh connection, without retry, redirect or proxy. Never
 * throws for what happens on the way. `notSent` is certain: nothing is written before the connection stands.
 */
export function sendKeyRequest(request: KeyRequest, options: SendKeyOptions): Promise<TokenAnswer> {
  const { origin, clock, timeout = 30 * SECOND } = options;
  const url = `${origin.replace(/\/+$/, '')}${request.path}`;
  let sentAt = clock.now();
  if (urlKind(url) !== 'secure')
    return Promise.resolve({ kind: 'notSent', error: { name: 'UnsafeAddress', message: UNSAFE }, sentAt });
  return new Promise((resolve) => {
    let left = false;
    const secure = url.startsWith('https:');
    const settings = { agent: false, method: request.method, headers: headersOf(request) } as const;
    const sent = secure ? https.request(url, settings) : http.request(url, settings);
    const failed = (error: unknown) => {
      clearTimeout(timer);
      resolve({ kind: left ? 'lost' : 'notSent', error: evidenceOf(error), sentAt });
    };
    const timer = setTimeout(() => sent.destroy(new Error(`no whole answer within ${timeout} ms`)), timeout);
    sent.on('error', failed);
    sent.once('socket', (socket) =>
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        left = true;
        sentAt = clock.now();
        sent.end(request.body);
      }),
    );
    sent.once('response', (response) => {
      bodyOf(response)
        .then(({ body, truncated }) => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers } = response;
          resolve({
            kind: 'answered',
            status,
            headers: flat(headers),
            body,
            truncated,
            sentAt,
            receivedAt: clock.now(),
          });
        })
        .catch(failed)
        .finally(() => sent.destroy());
    });
  });
}

const UNSAFE = 'the address is not https, and plain http is spoken on loopback only';

function headersOf({ key, body }: KeyRequest): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${key.reveal()}`,
    connection: 'close',
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  };
}

function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** Nothing that a management API has to say is longer. */
const BODY_LIMIT = 1024 * 1024;

async function bodyOf(response: http.IncomingMessage): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > BODY_LIMIT) break;
  }
  const whole = Buffer.concat(chunks).subarray(0, BODY_LIMIT);
  return { body: new TextDecoder().decode(whole), truncated: size > BODY_LIMIT };
}

/** Name, code and message: a request with its key may hang on an error. Of several addresses the first one's failure counts. */
function evidenceOf(error: unknown): ErrorEvidence {
  if (!types.isNativeError(error)) return { name: typeof error };
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0)
    return evidenceOf(error.errors[0]);
  const code = 'code' in error ? error.code : undefined;
  const { name, message } = error;
  return typeof code === 'string' || typeof code === 'number' ? { name, code, message } : { name, message };
}
