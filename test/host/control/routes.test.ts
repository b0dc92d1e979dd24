import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Broker } from '../../../core/broker.ts';
import { connectBroker } from '../../../host/control/client.ts';
import { type ControlServer, serveBroker } from '../../../host/control/server.ts';
import { SCRIPT, SERVED_TOKEN } from '../../support/fakes/broker-script.ts';
import { ScriptedBroker } from '../../support/fakes/scripted-broker.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
let socketPath: string;
let server: ControlServer;
let scripted: ScriptedBroker;
let unexpected: unknown[];

async function serve(broker: Broker): Promise<void> {
  socketPath = join(folder(), 's');
  unexpected = [];
  server = await serveBroker(broker, { socketPath, unexpected: (error) => unexpected.push(error) });
}

beforeEach(async () => {
  scripted = new ScriptedBroker(SCRIPT);
  await serve(scripted);
});

afterEach(() => server.close());

async function ask(how: Parameters<typeof rawRequest>[1]) {
  const { status, headers, text } = await rawRequest(socketPath, how);
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status, headers, body };
}

const post = (path: string, body: string) =>
  ask({ method: 'POST', path, body, headers: { 'content-type': 'application/json' } });

describe('the token route', () => {
  it('names the token by its fingerprint and forbids caches to keep it', async () => {
    const { status, headers, body } = await ask({ path: '/v1/tokens/crew-sheets' });
    expect([status, headers.etag, headers['cache-control']]).toEqual([200, '"a1b2c3d4e5f6"', 'no-store']);
    expect(body).toMatchObject({ accessToken: SERVED_TOKEN, expiresAt: '2026-05-13T15:30:00.123Z' });
    expect(scripted.calls).toEqual([{ token: 'crew-sheets' }]);
  });

  it('sends nothing to who has it already', async () => {
    const path = '/v1/tokens/crew-sheets';
    expect(await ask({ path, headers: { 'if-none-match': '"a1b2c3d4e5f6"' } })).toMatchObject({
      status: 304,
      body: undefined,
    });
    expect((await ask({ path, headers: { 'if-none-match': '"older"' } })).status).toBe(200);
  });

  it.each([
    ['office', 409],
    ['slow', 503],
  ])('answers for %s, which has none, with %i and the fix', async (name, status) => {
    expect(await ask({ path: `/v1/tokens/${name}` })).toMatchObject({
      status,
      body: { kind: 'unavailable', remedy: expect.stringContaining('evergrant') },
    });
  });

  it('is the only one that reveals a token', async () => {
    const texts = await Promise.all([
      rawRequest(socketPath, { path: '/v1/status' }),
      rawRequest(socketPath, { method: 'POST', path: '/v1/grants/crew-sheets/refresh', body: '{}' }),
    ]);
    for (const { status, text } of texts) {
      expect(status).toBe(200);
      expect(text).not.toContain(SERVED_TOKEN);
    }
  });
});

describe('the long poll of the token route', () => {
  const path = (query: string) => `/v1/tokens/crew-sheets?${query}`;

  it('answers at once when the token in force is another one', async () => {
    const { status, headers } = await ask({ path: path('unlessFingerprint=000000000000&waitSeconds=300') });
    expect([status, headers.etag]).toEqual([200, '"a1b2c3d4e5f6"']);
  });

  it('answers 304 when the time is over and nothing changed', async () => {
    const answer = await ask({ path: path('unlessFingerprint=a1b2c3d4e5f6&waitSeconds=0') });
    expect(answer).toMatchObject({ status: 304, body: undefined, headers: { etag: '"a1b2c3d4e5f6"' } });
  });

  it('waits for the change and answers with it', async () => {
    const answer = ask({ path: path('unlessFingerprint=a1b2c3d4e5f6&waitSeconds=300') });
    while (scripted.readers === 0) await new Promise((resolve) => setImmediate(resolve));
    scripted.change({ ...changedView, fingerprint: 'a1b2c3d4e5f6' });
    scripted.change(changedView);
    expect((await answer).status).toBe(200);
    while (scripted.readers > 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('is forgotten when whoever waits goes away', async () => {
    const gone = new AbortController();
    const wait = { unlessFingerprint: 'a1b2c3d4e5f6', waitSeconds: 300, minValidSeconds: 0 };
    const waiting = connectBroker(socketPath).awaitToken('crew-sheets', { ...wait, signal: gone.signal });
    while (scripted.readers === 0) await new Promise((resolve) => setImmediate(resolve));
    gone.abort();
    expect(await waiting).toEqual({ kind: 'unchanged' });
    while (scripted.readers > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});

const changedView = {
  grant: 'crew-sheets',
  state: 'healthy',
  generation: 8,
  fingerprint: 'b1b2c3d4e5f6',
  expiresAt: null,
  latch: null,
} as const;

describe('health', () => {
  it('tells the write state of every sink', async () => {
    const { status, body } = await ask({ path: '/v1/health' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      exitCode: 2,
      sinks: [{ sink: 'port-sheet-token', write: 'written', fingerprint: 'a1b2c3d4e5f6' }],
      problems: [
        { about: 'grant crew-sheets', remedy: 'evergrant login crew-sheets' },
        { about: 'ClockOff' },
      ],
    });
  });
});

describe('a request that cannot be answered', () => {
  it.each([
    ['GET', '/v1/nothing', undefined, 404, 'UnknownRoute'],
    ['GET', '/', undefined, 404, 'UnknownRoute'],
    ['DELETE', '/v1/status', undefined, 404, 'UnknownRoute'],
    ['GET', '/v1/tokens/nobody', undefined, 404, 'UnknownGrant'],
    ['GET', '/v1/tokens/crew-sheets?minValidSeconds=-1', undefined, 400, 'BadRequest'],
    ['GET', '/v1/tokens/crew-sheets?minValidSeconds=soon', undefined, 400, 'BadRequest'],
    ['GET', '/v1/tokens/crew-sheets?unlessFingerprint=ya29.very-secret', undefined, 400, 'BadRequest'],
    [
      'GET',
      '/v1/tokens/nobody?unlessFingerprint=000000000000&waitSeconds=300',
      undefined,
      404,
      'UnknownGrant',
    ],
    ['GET', `/v1/tokens/crew-sheets?consumer=${'x'.repeat(65)}`, undefined, 400, 'BadRequest'],
    ['POST', '/v1/tokens/crew-sheets/refusals', '{}', 400, 'BadRequest'],
    ['POST', '/v1/tokens/crew-sheets/refusals', '{"fingerprint":"very-secret"}', 400, 'BadRequest'],
    [
      'POST',
      '/v1/deliveries/nowhere/acknowledgements',
      '{"fingerprint":"a1b2c3d4e5f6","consumer":"a"}',
      404,
      'UnknownGrant',
    ],
    [
      'POST',
      '/v1/deliveries/port-sheet-token/acknowledgements',
      '{"fingerprint":"a1b2c3d4e5f6"}',
      400,
      'BadRequest',
    ],
    ['GET', '/v1/events?recent=1e9', undefined, 400, 'BadRequest'],
    ['GET', '/v1/follow', undefined, 400, 'BadRequest'],
    ['GET', '/v1/follow?grant=nobody', undefined, 404, 'UnknownGrant'],
    ['POST', '/v1/grants/nobody/refresh', '{}', 404, 'UnknownGrant'],
    ['POST', '/v1/grants/crew-sheets/refresh', '{', 400, 'BadRequest'],
    ['POST', '/v1/grants/crew-sheets/refresh', '[]', 400, 'BadRequest'],
    ['POST', '/v1/grants/crew-sheets/refresh', '{"unlessFingerprnt":"f"}', 400, 'BadRequest'],
    ['POST', '/v1/grants/crew-sheets/refusals', '{"daemon":"d"}', 400, 'BadRequest'],
    ['POST', '/v1/grants/office/consents', '{"redirectUri":"nowhere"}', 400, 'BadRequest'],
    ['POST', '/v1/consents/1', '{"redirectUrl":["code=very-secret"]}', 400, 'BadRequest'],
  ])('is answered with code, message and remedy: %s %s %s', async (method, path, body, status, code) => {
    const answer = await ask({ method, path, ...(body === undefined ? {} : { body }) });
    expect(answer).toMatchObject({
      status,
      body: { code, message: expect.stringMatching(/./), remedy: expect.stringMatching(/./) },
    });
    expect(JSON.stringify(answer.body)).not.toContain('very-secret');
    expect(scripted.calls.filter((call) => JSON.stringify(call).includes('crew-sheets'))).toEqual([]);
    expect(unexpected).toEqual([]);
  });

  it('is refused when its body is longer than 64 KiB', async () => {
    const refusal = { fingerprint: null, daemon: 'd', evidence: ['x'.repeat(64 * 1024)] };
    expect(await post('/v1/grants/crew-sheets/refusals', JSON.stringify(refusal))).toMatchObject({
      status: 413,
      body: { code: 'BodyTooLarge' },
    });
    expect(scripted.calls).toEqual([]);
  });

  it('tells who asked nothing of an error inside the broker, and the broker everything', async () => {
    await server.close();
    const inside = new Error('refresh_token=very-secret');
    await serve(Object.assign(new ScriptedBroker(SCRIPT), { status: () => Promise.reject(inside) }));
    const { status, body } = await ask({ path: '/v1/status' });
    expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('very-secret')]);
    expect(body).toMatchObject({ code: 'BrokerFailed' });
    expect(unexpected).toEqual([inside]);
  });
});
