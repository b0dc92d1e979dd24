import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { discoverIssuer } from '../../../adapters/token-endpoint/discovery.ts';
import { AuthorizationServer } from '../../../drill/authorization-server/authorization-server.ts';

let http: Server | undefined;

afterEach(async () => {
  http?.closeAllConnections();
  await new Promise((resolve) => (http ? http.close(resolve) : resolve(undefined)));
  http = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  http = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const address = started.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

const discover = (issuer: string) => discoverIssuer(issuer, { clock: systemClock, timeout: 5_000 });

function documentOf(issuer: string): string {
  return JSON.stringify({ issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t` });
}

describe('discovery', () => {
  it('reads what a real server publishes', async () => {
    const server = await AuthorizationServer.start();
    const found = await discover(server.issuer).finally(() => server.stop());
    expect(found).toMatchObject({
      issuer: server.issuer,
      authorizationEndpoint: `${server.issuer}/auth`,
      tokenEndpoint: `${server.issuer}/token`,
      introspectionEndpoint: `${server.issuer}/token/introspection`,
      revocationEndpoint: `${server.issuer}/token/revocation`,
      userinfoEndpoint: `${server.issuer}/me`,
      jwksUri: `${server.issuer}/jwks`,
    });
  });

  it('finds the document where RFC 8414 puts it, with the path of the issuer behind', async () => {
    const asked: string[] = [];
    const origin = await serve((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/.well-known/oauth-authorization-server/tenant')
        response.end(documentOf(`${origin}/tenant`));
      else response.writeHead(404).end();
    });
    expect((await discover(`${origin}/tenant`)).tokenEndpoint).toBe(`${origin}/tenant/t`);
    expect(asked[0]).toBe('/tenant/.well-known/openid-configuration');
  });

  it('follows a redirect on the same host and none to another', async () => {
    const origin = await serve((request, response) => {
      if (request.url === '/moved') response.end(documentOf(origin));
      else response.writeHead(302, { location: '/moved' }).end();
    });
    expect((await discover(origin)).issuer).toBe(origin);
    http?.removeAllListeners('request');
    http?.on('request', (_request, response) =>
      response.writeHead(302, { location: 'https://example.com/' }).end(),
    );
    await expect(discover(origin)).rejects.toMatchObject({
      code: 'DiscoveryInvalid',
      message: expect.stringContaining('302'),
    });
  });

  it.each<[string, string, string]>([
    ['a page', '<html></html>', 'not a JSON object'],
    ['another issuer', JSON.stringify({ issuer: 'https://other.example' }), 'another issuer'],
    ['2 MB', ' '.repeat(2_000_000), 'longer than 1 MiB'],
  ])('refuses %s', async (_case, body, problem) => {
    const origin = await serve((_request, response) => response.end(body));
    await expect(discover(origin)).rejects.toMatchObject({
      code: 'DiscoveryInvalid',
      message: expect.stringContaining(problem),
      remedy: expect.stringContaining('declare authorizationEndpoint'),
    });
  });

  it('says that an issuer without metadata publishes none', async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end());
    await expect(discover(origin)).rejects.toMatchObject({
      message: `issuer ${origin}: it publishes no discovery document`,
    });
  });

  it('says that an issuer is down, which may pass', async () => {
    const origin = await serve((_request, response) => response.writeHead(503).end());
    await expect(discover(origin)).rejects.toMatchObject({ code: 'IssuerUnreachable', retryable: true });
    await expect(discover('http://127.0.0.1:1')).rejects.toMatchObject({
      code: 'IssuerUnreachable',
      retryable: true,
    });
  });

  it('speaks plain http on loopback only', async () => {
    await expect(discover('http://issuer.example')).rejects.toMatchObject({
      code: 'DiscoveryInvalid',
      exitCode: 78,
    });
  });
});
