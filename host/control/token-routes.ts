import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { TokenResult } from '../../core/broker.ts';
import { bodyAs, wholeNumber, word } from './read-request.ts';
import { statusOf } from './status-of-outcome.ts';
import type { TokenOperations } from './token-operations.ts';
import { tokenCodec, tokenRefusalSchema } from './wire-format.ts';

/** Longest time that one request may wait for a change. */
export const LONGEST_WAIT_SECONDS = 300;

/** The routes that hand out tokens; no other route does. */
export function tokenRoutes(routes: Hono, options: { broker: TokenOperations; closing: AbortSignal }): void {
  const { broker, closing } = options;

  routes.get('/tokens/:name', async (c) => {
    const name = c.req.param('name');
    const consumer = word(c, 'consumer', CONSUMER);
    const minValidSeconds = wholeNumber(c, 'minValidSeconds', undefined);
    const wish = {
      ...(minValidSeconds === undefined ? {} : { minValidSeconds }),
      ...(consumer === undefined ? {} : { consumer }),
    };
    const waitSeconds = Math.min(wholeNumber(c, 'waitSeconds', 0), LONGEST_WAIT_SECONDS);
    const unlessFingerprint = word(c, 'unlessFingerprint', FINGERPRINT);
    if (waitSeconds === 0 && unlessFingerprint === undefined) {
      return tokenAnswer(c, await broker.token(name, wish));
    }
    const result = await broker.awaitToken(name, {
      ...wish,
      waitSeconds,
      signal: AbortSignal.any([closing, c.req.raw.signal]),
      ...(unlessFingerprint === undefined ? {} : { unlessFingerprint }),
    });
    if (result.kind === 'unchanged') return notModified(c, unlessFingerprint);
    return tokenAnswer(c, result);
  });

  routes.post('/tokens/:name/refusals', async (c) => {
    const refused = await bodyAs(tokenRefusalSchema, c);
    return tokenAnswer(c, await broker.replaceToken(c.req.param('name'), refused));
  });
}

const FINGERPRINT = { pattern: /^[0-9a-f]{12}$/, expected: 'a fingerprint of 12 hexadecimal digits' };
const CONSUMER = { pattern: /^.{1,64}$/u, expected: 'a name of 1 to 64 characters' };

function tokenAnswer(c: Context, result: TokenResult): Response {
  c.header('cache-control', 'no-store');
  if (result.kind === 'token') {
    const tag = `"${result.fingerprint}"`;
    if (c.req.header('if-none-match') === tag) return notModified(c, result.fingerprint);
    c.header('etag', tag);
  }
  return c.json(z.encode(tokenCodec, result), statusOf(result));
}

/** @param fingerprint undefined: the caller has none, and the server closes before there is one */
function notModified(c: Context, fingerprint: string | undefined): Response {
  c.header('cache-control', 'no-store');
  if (fingerprint !== undefined) c.header('etag', `"${fingerprint}"`);
  return c.body(null, 304);
}
