import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { bearerTokenOf, challengeOf, createVerifier } from '../../verify/verify.ts';
import { agentKey, agentToken, ISSUED } from '../support/agent-token.ts';
import { httpListeners } from '../support/http-listener.ts';
import { type KeyServer, keyServers } from '../support/key-server.ts';

const serve = keyServers();
const listen = httpListeners();
const key = agentKey('key-1');

/** A worker over node:http, as docs/verify.md shows it for fetch. */
async function worker(keys: KeyServer): Promise<string> {
  const verifier = createVerifier({
    issuer: 'https://evergrant.example',
    audience: 'town-worker',
    jwksUri: `${keys.origin}/keys`,
    now: () => ISSUED * 1_000,
  });
  const { origin } = await listen(async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const { claims } = await verifier.verify(bearerTokenOf(request.headers));
      response.end(claims.sub);
    } catch (error) {
      const { status, headers, body } = challengeOf(error);
      response.writeHead(status, headers).end(body);
    }
  });
  return origin;
}

describe('a worker', () => {
  it('lets a good token in', async () => {
    const origin = await worker(await serve(key));
    const answer = await fetch(origin, { headers: { authorization: `Bearer ${agentToken(key)}` } });
    expect([answer.status, await answer.text()]).toEqual([200, 'mayor']);
  });

  it('tells who brings no token the scheme alone', async () => {
    const answer = await fetch(await worker(await serve(key)));
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await answer.json()).toEqual({ error: 'invalid_token', code: 'TokenMissing' });
  });

  it('names the rule that a token failed, and not what it expected', async () => {
    const origin = await worker(await serve(key));
    const authorization = `Bearer ${agentToken(key, { claims: { aud: 'billing' } })}`;
    const answer = await fetch(origin, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer error="invalid_token", error_description="AudienceWrong"',
    );
    expect(await answer.text()).not.toContain('town-worker');
  });

  it('asks for patience while the keys cannot be read, so that no agent renews for nothing', async () => {
    const keys = await serve(key);
    keys.answerWith(500);
    const authorization = `Bearer ${agentToken(key)}`;
    const answer = await fetch(await worker(keys), { headers: { authorization } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toEqual({ error: 'temporarily_unavailable', code: 'KeysUnavailable' });
  });
});

describe('an error of another kind', () => {
  it('is thrown again', () => {
    const error = new Error('a mistake in the worker');
    expect(() => challengeOf(error)).toThrow(error);
  });
});
