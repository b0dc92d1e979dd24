import { describe, expect, it } from '@jest/globals';
import { createVerifier, type VerifierOptions } from '../../verify/verify.ts';
import { agentKey, agentToken, ISSUED } from '../support/agent-token.ts';
import { httpListeners } from '../support/http-listener.ts';
import { keyServers } from '../support/key-server.ts';

const serve = keyServers();
const listen = httpListeners();
const first = agentKey('key-1');
const second = agentKey('key-2');
const DISCOVERY = '/.well-known/openid-configuration';

/** A verifier with a clock of its own; the issuer is where the keys are, unless it is said otherwise. */
function verifierAt(origin: string, options: Partial<VerifierOptions> = {}) {
  const clock = { seconds: ISSUED };
  const now = () => clock.seconds * 1_000;
  const verifier = createVerifier({ issuer: origin, audience: 'town-worker', now, ...options });
  const token = (key = first) =>
    agentToken(key, {
      claims: { iss: options.issuer ?? origin, iat: clock.seconds, exp: clock.seconds + 3_600 },
    });
  return { clock, token, verify: verifier.verify };
}

describe('keys over HTTP', () => {
  it('are discovered and read once for a hundred tokens at a time, and then held for 10 minutes', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await Promise.all(Array.from({ length: 100 }, () => verify(token())));
    clock.seconds += 599;
    await verify(token());
    expect([server.asked(DISCOVERY), server.asked()]).toEqual([1, 1]);
    clock.seconds += 1;
    await Promise.all(Array.from({ length: 100 }, () => verify(token())));
    expect([server.asked(DISCOVERY), server.asked()]).toEqual([1, 2]);
  });

  it('are not read for a flood of unknown names, but once in 30 s', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await verify(token());
    const flood = () =>
      Promise.all(
        Array.from({ length: 300 }, async (_, index) => {
          const refused = verify(agentToken({ ...first, kid: `stranger-${index}` }));
          await expect(refused).rejects.toMatchObject({ code: 'KeyUnknown', retryable: false });
        }),
      );
    await flood();
    expect(server.asked()).toBe(1);
    clock.seconds += 30;
    await flood();
    await flood();
    await verify(token());
    expect(server.asked()).toBe(2);
  });

  it('rotate unseen: published for the time of the cache, then used; the old one stays until its tokens end', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await verify(token());
    const old = token();
    server.publish(first, second);
    for (let minute = 0; minute < 10; minute += 1) {
      clock.seconds += 60;
      await verify(token());
    }
    expect(server.asked()).toBe(2);
    await verify(token(second));
    await verify(old);
    expect(server.asked()).toBe(2);
    server.publish(second);
    clock.seconds += 600;
    await verify(token(second));
    await expect(verify(old)).rejects.toMatchObject({ code: 'KeyUnknown' });
  });

  it('are read at once for a key that was used before the cache ended', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await verify(token());
    server.publish(first, second);
    clock.seconds += 31;
    await verify(token(second));
    expect(server.asked()).toBe(2);
  });

  it('are used for 10 minutes more while the issuer is away, asked for ever more seldom', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await verify(token());
    server.answerWith(500);
    clock.seconds += 600;
    for (let second = 0; second < 599; second += 1) {
      await verify(token());
      clock.seconds += 1;
    }
    // After 0, 1, 3, 7, 15 and 31 s the pause has reached the cooldown: 30 s.
    const asked = server.asked() + server.asked(DISCOVERY) - 2;
    expect(asked).toBe(6 + Math.floor((598 - 31) / 30));
    clock.seconds += 1;
    await expect(verify(token())).rejects.toMatchObject({
      code: 'KeysUnavailable',
      retryable: true,
      message: expect.stringMatching(/^the issuer's keys cannot be read: received http.* answered with 500$/),
    });
    server.answerWith(200);
    clock.seconds += 30;
    await verify(token());
  });

  it('that nobody can reach make it refuse, and try again after a second', async () => {
    const server = await serve(first);
    server.answerWith(503);
    const { verify, token, clock } = verifierAt(server.origin);
    const refused = { code: 'KeysUnavailable', retryable: true };
    await Promise.all(
      Array.from({ length: 50 }, () => expect(verify(token())).rejects.toMatchObject(refused)),
    );
    server.answerWith(200);
    await expect(verify(token())).rejects.toMatchObject(refused);
    expect(server.asked(DISCOVERY)).toBe(1);
    clock.seconds += 1;
    await verify(token());
  });

  it('of an unknown name cannot be told while the issuer is away', async () => {
    const server = await serve(first);
    const { verify, token, clock } = verifierAt(server.origin);
    await verify(token());
    server.publish(first, second);
    server.answerWith(500);
    clock.seconds += 60;
    await expect(verify(token(second))).rejects.toMatchObject({ code: 'KeysUnavailable' });
    await verify(token());
  });
});

describe('the place of the keys', () => {
  it('is the usual one when the issuer has no discovery document', async () => {
    const { origin, heard } = await listen(({ url }, response) => {
      if (url !== '/town/.well-known/jwks.json') return void response.writeHead(404).end();
      response.end(JSON.stringify({ keys: [first.published] }));
    });
    const { verify, token } = verifierAt(origin, { issuer: `${origin}/town` });
    await verify(token());
    expect(heard.map(({ path }) => path)).toEqual([`/town${DISCOVERY}`, '/town/.well-known/jwks.json']);
  });

  it('is discovered anew when the keys are gone from there', async () => {
    const places = ['/old', '/new'];
    const { origin, heard } = await listen(({ url, headers }, response) => {
      const issuer = `http://${headers.host}`;
      if (url === DISCOVERY) response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}${places.shift()}` }));
      else if (url === '/old' && heard.length > 2) response.writeHead(410).end();
      else response.end(JSON.stringify({ keys: [first.published] }));
    });
    const { verify, token, clock } = verifierAt(origin);
    await verify(token());
    clock.seconds += 600;
    await verify(token());
    clock.seconds += 1;
    await verify(token());
    expect(heard.map(({ path }) => path)).toEqual([DISCOVERY, '/old', '/old', DISCOVERY, '/new']);
  });

  it.each([
    ['the document of another issuer', { issuer: 'https://other.example' }, 'of another issuer'],
    ['a document without jwks_uri', {}, 'has no jwks_uri'],
    ['keys by plain HTTP from elsewhere', { jwks_uri: 'http://keys.example/' }, 'read by https'],
  ])('is not taken from %s', async (_what, document, message) => {
    const { origin } = await listen(({ headers }, response) => {
      response.end(JSON.stringify({ issuer: `http://${headers.host}`, ...document }));
    });
    const { verify, token } = verifierAt(origin);
    await expect(verify(token())).rejects.toMatchObject({
      code: 'KeysUnavailable',
      message: expect.stringContaining(message),
    });
  });
});

describe('an answer with keys', () => {
  it.each([
    ['a redirect', (to: string) => ({ status: 302, headers: { location: to }, body: '' }), 'with 302'],
    ['no JSON', () => ({ status: 200, headers: {}, body: '<html>' }), 'not JSON'],
    ['JSON of another form', () => ({ status: 200, headers: {}, body: '{"keys":[1]}' }), 'not a set of keys'],
    ['no end', () => ({ status: 200, headers: {}, body: ' '.repeat(300_000) }), 'more than 262144 bytes'],
    ['nothing', () => ({ status: 404, headers: {}, body: '' }), 'there are no keys'],
  ])('is not taken if it is %s', async (_what, answer, message) => {
    const server = await serve(first);
    const { origin } = await listen((_request, response) => {
      const { status, headers, body } = answer(`${server.origin}/keys`);
      response.writeHead(status, headers).end(body);
    });
    const { verify, token } = verifierAt(origin, { jwksUri: `${origin}/keys` });
    await expect(verify(token())).rejects.toMatchObject({
      code: 'KeysUnavailable',
      message: expect.stringContaining(message),
    });
    expect(server.asked()).toBe(0);
  });

  it('is awaited in vain where nobody listens, and the message names the place', async () => {
    const { verify, token } = verifierAt('http://127.0.0.1:1', { jwksUri: 'http://127.0.0.1:1/keys' });
    await expect(verify(token())).rejects.toMatchObject({
      code: 'KeysUnavailable',
      received: 'http://127.0.0.1:1/keys does not answer',
    });
  });

  it('may hold keys of kinds that nobody here knows', async () => {
    const server = await serve({ ...first, published: { kty: 'LATTICE', kid: 'new' } }, first);
    const { verify, token } = verifierAt(server.origin);
    await verify(token());
  });

  it('may not hold a name twice', async () => {
    const server = await serve(first, agentKey('key-1'));
    const { verify, token } = verifierAt(server.origin);
    await expect(verify(token())).rejects.toMatchObject({ code: 'KeyUnusable' });
  });
});
