import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { type Outgoing, sendOnce } from '../../../adapters/token-endpoint/send-once.ts';
import type { TokenAnswer } from '../../../core/issuer/token-answer.ts';
import { RawServer } from '../../support/raw-server.ts';

const secret = 'secret-refresh-token-0123456789';
let server: RawServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Starts a server that acts once the whole request is there. */
async function serve(act: (socket: Socket) => void): Promise<RawServer> {
  server = await RawServer.start((socket, text) => {
    if (text.includes(secret)) act(socket);
  });
  return server;
}

async function post(url: string, timeout = 10_000): Promise<TokenAnswer> {
  const outgoing: Outgoing = {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${secret}` },
    body: `refresh_token=${secret}`,
  };
  const answer = await sendOnce(outgoing, { clock: systemClock, timeout });
  expect(inspect(answer, { depth: 9 }) + JSON.stringify(answer)).not.toContain(secret);
  return answer;
}

const at = (raw: RawServer, scheme = 'http') => `${scheme}://127.0.0.1:${raw.port}/token`;

const WHOLE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: a\r\nX-Odd: b\r\n\r\n{}';

describe('one exchange', () => {
  it('brings the answer as it is, with the moments around it', async () => {
    const raw = await serve((socket) => socket.write(WHOLE));
    const answer = await post(at(raw));
    expect(answer).toMatchObject({ kind: 'answered', status: 200, body: '{}', truncated: false });
    expect(answer.kind === 'answered' && answer.headers['x-odd']).toBe('a, b');
    expect(answer.kind === 'answered' && answer.receivedAt >= answer.sentAt).toBe(true);
  });

  it('reports a redirect and follows none', async () => {
    const raw = await serve((socket) =>
      socket.write('HTTP/1.1 307 T\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n'),
    );
    expect(await post(at(raw))).toMatchObject({ kind: 'answered', status: 307 });
    expect(raw.received.match(/POST/g)).toHaveLength(1);
  });

  it('cuts a body at 1 MiB and hangs up', async () => {
    const raw = await serve((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n${'x'.repeat(2_000_000)}`),
    );
    const answer = await post(at(raw));
    expect(answer).toMatchObject({ kind: 'answered', truncated: true });
    expect(answer.kind === 'answered' && answer.body.length).toBe(1024 * 1024);
  });

  it('keeps no connection for a second request', async () => {
    const raw = await serve((socket) => socket.write(WHOLE));
    await post(at(raw));
    expect(raw.received).toMatch(/connection: close/i);
  });
});

describe('a request that never left', () => {
  it('is told of a closed port', async () => {
    const raw = await serve(() => undefined);
    const url = at(raw);
    await raw.stop();
    server = undefined;
    expect(await post(url)).toMatchObject({ kind: 'notSent', error: { code: 'ECONNREFUSED' } });
  });

  it('is told of a name that does not exist', async () => {
    expect(await post('https://no-such-host.invalid/token')).toMatchObject({ kind: 'notSent' });
  });

  it('is told of a server that does not speak TLS', async () => {
    server = await RawServer.start((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await post(at(server, 'https'))).toMatchObject({ kind: 'notSent' });
    expect(server.received).not.toContain(secret);
  });

  it('is told of a TLS handshake that does not end in time', async () => {
    server = await RawServer.start(() => undefined);
    expect(await post(at(server, 'https'), 200)).toMatchObject({
      kind: 'notSent',
      error: { code: 'ETIMEDOUT' },
    });
  });

  it.each(['http://example.com/token', 'ftp://127.0.0.1/token', 'no address'])(
    'is told of %s, which is not safe',
    async (url) => {
      expect(await post(url)).toMatchObject({ kind: 'notSent', error: { code: 'UnsafeAddress' } });
    },
  );
});

describe('a lost answer', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['a reset after the request was read', (socket) => socket.resetAndDestroy()],
    ['a hang-up without an answer', (socket) => socket.end()],
    ['half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
    ['half a body', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access')],
    [
      'a chunked body without its end',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n'),
    ],
    ['something that is not HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('is told of %s', async (_case, act) => {
    expect((await post(at(await serve(act)))).kind).toBe('lost');
  });

  it('is told of silence, when the time is over', async () => {
    const answer = await post(at(await serve(() => undefined)), 200);
    expect(answer).toMatchObject({ kind: 'lost', error: { code: 'ETIMEDOUT' } });
  });

  it('is told of a body that does not end in time', async () => {
    const raw = await serve((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access'),
    );
    expect(await post(at(raw), 300)).toMatchObject({ kind: 'lost', error: { code: 'ETIMEDOUT' } });
  });
});
