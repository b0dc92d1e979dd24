import { describe, expect, it } from '@jest/globals';
import type { PublicJwk } from '../../core/signing-key/public-jwk.ts';
import { keyRoutes } from '../../web/key-routes.ts';
import type { PublishedIssuer } from '../../web/published-issuer.ts';

const jwk = (kid: string): PublicJwk => ({
  kty: 'EC',
  crv: 'P-256',
  x: 'x',
  y: 'y',
  kid,
  alg: 'ES256',
  use: 'sig',
});

const issuer = (address: string, ...kids: string[]): PublishedIssuer => ({
  issuer: address,
  algorithm: 'ES256',
  keys: async () => ({ keys: kids.map(jwk) }),
});

const kidsOf = async (answer: Response) =>
  ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

describe('the pages of verifiers', () => {
  const routes = keyRoutes([
    issuer('https://a.example', 'a1', 'a2'),
    issuer('https://a.example/towns/x', 'x1'),
    issuer('https://b.example/towns/x', 'bx'),
    issuer('https://new.example/new'),
  ]);
  const get = async (path: string, headers: Record<string, string> = {}) =>
    await routes.request(`http://127.0.0.1:8175${path}`, { headers });

  it('hold the keys of an issuer at its path, to be kept for a minute', async () => {
    const answer = await get('/.well-known/jwks.json');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await kidsOf(answer)).toEqual(['a1', 'a2']);
  });

  it('name the place of the keys', async () => {
    const answer = await get('/.well-known/openid-configuration');
    expect(await answer.json()).toEqual({
      issuer: 'https://a.example',
      jwks_uri: 'https://a.example/.well-known/jwks.json',
      id_token_signing_alg_values_supported: ['ES256'],
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
    });
  });

  it('tell issuers of one path apart by host', async () => {
    const path = '/towns/x/.well-known/jwks.json';
    expect(await kidsOf(await get(path, { host: 'a.example' }))).toEqual(['x1']);
    expect(await kidsOf(await get(path, { host: 'b.example' }))).toEqual(['bx']);
    expect((await get(path)).status).toBe(404);
  });

  it('answer a verifier that has the document with nothing', async () => {
    const tag = (await get('/.well-known/jwks.json')).headers.get('etag') ?? '';
    const again = await get('/.well-known/jwks.json', { 'if-none-match': tag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it('give no empty set that a verifier would keep', async () => {
    const answer = await get('/new/.well-known/jwks.json');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await get('/new/.well-known/openid-configuration')).status).toBe(200);
  });

  it.each([
    '/',
    '/.well-known',
    '/.well-known/jwks.json/',
    '/towns/y/.well-known/jwks.json',
    '/..%2f.well-known/jwks.json',
  ])('have nothing at %s', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('ISSUER/.well-known/jwks.json');
  });

  it('take nothing', async () => {
    const answer = await routes.request('/.well-known/jwks.json', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  });
});
