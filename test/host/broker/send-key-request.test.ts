import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { sendKeyRequest } from '../../../host/broker/send-key-request.ts';

const seen: { method: string | undefined; url: string | undefined; headers: object; body: string }[] = [];
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  seen.length = 0;
  for (const server of servers.splice(0)) server.close();
});

async function origin(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    response.writeHead(200).end('{}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a request about keys', () => {
  it.each([
    ['DELETE', undefined],
    ['GET', undefined],
    ['POST', '{"name":"mail"}'],
  ] as const)('is sent once by %s, with its key as bearer', async (method, body) => {
    const request = { method, path: '/v3/api_keys', key: new SecretText('SG.key') };
    const sent = body === undefined ? request : { ...request, body };
    const answer = await sendKeyRequest(sent, { origin: await origin(), clock: systemClock });
    expect(answer).toMatchObject({ kind: 'answered', status: 200 });
    expect(seen).toMatchObject([
      { method, url: '/v3/api_keys', headers: { authorization: 'Bearer SG.key' }, body: body ?? '' },
    ]);
  });

  it('is not sent over plain http to another machine', async () => {
    const request = { method: 'GET', path: '/v3/scopes', key: new SecretText('SG.key') } as const;
    expect(await sendKeyRequest(request, { origin: 'http://192.0.2.1', clock: systemClock })).toMatchObject({
      kind: 'notSent',
      error: { code: 'UnsafeAddress' },
    });
  });
});
