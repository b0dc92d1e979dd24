import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeAnswer } from '../../../core/verdict/judge-answer.ts';
import { VERDICT_CLASSES } from '../../../core/verdict/verdict.ts';

const atTokenEndpoint = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  judgeAnswer({ where: 'token_endpoint', status, body, headers });

describe('whether the refresh token may have been consumed', () => {
  it.each([
    ['an answer with a token', 200, { access_token: 'a' }, 'yes'],
    ['an OAuth error', 400, { error: 'invalid_grant' }, 'no'],
    ['an error inside 200', 200, { ok: false, error: 'invalid_refresh_token' }, 'no'],
    ['429', 429, null, 'no'],
    ['503', 503, '<html></html>', 'no'],
    ['500', 500, null, 'maybe'],
    ['502', 502, '<html></html>', 'maybe'],
    ['504', 504, null, 'maybe'],
    ['a page of a captive portal', 200, '<!doctype html><title>Welcome</title>', 'maybe'],
    ['a success without a token', 200, {}, 'maybe'],
    ['a refusal that is not OAuth', 400, 'Bad Request', 'maybe'],
  ])('after %s', (_what, status, body, spent) => {
    expect(atTokenEndpoint(status, body).spent).toBe(spent);
  });

  it.each([
    ['ENOTFOUND', 'no'],
    ['ECONNREFUSED', 'no'],
    ['EHOSTUNREACH', 'no'],
    ['UND_ERR_CONNECT_TIMEOUT', 'no'],
    ['CERT_HAS_EXPIRED', 'no'],
    ['ECONNRESET', 'maybe'],
    ['EPIPE', 'maybe'],
    ['UND_ERR_HEADERS_TIMEOUT', 'maybe'],
    ['SOMETHING_NEW', 'maybe'],
  ])('after the network error %s', (code, spent) => {
    const error = { name: 'TypeError', message: 'fetch failed', cause: { code } };
    expect(judgeAnswer({ where: 'network', status: null, error })).toMatchObject({
      class: 'transient',
      spent,
    });
  });
});

describe('the order of evidence', () => {
  it('prefers the subtype to the description', () => {
    const body = {
      error: 'invalid_grant',
      error_subtype: 'invalid_rapt',
      error_description: 'Token revoked',
    };
    expect(atTokenEndpoint(400, body).reason).toBe('SessionControl');
  });

  it('prefers the description to the error', () => {
    const body = { error: 'unauthorized_client', error_description: 'refresh_token is invalid' };
    expect(atTokenEndpoint(403, body).reason).toBe('RefreshTokenRefused');
  });

  it('prefers the error to the status', () => {
    expect(atTokenEndpoint(401, { error: 'invalid_grant' }).class).toBe('permanent_reauth');
  });

  it('lets a bare 400 decide nothing', () => {
    expect(atTokenEndpoint(400, null)).toMatchObject({ class: 'ambiguous', reason: 'StatusAlone' });
  });

  it('reads Retry-After on a bare 403 of a resource as a rate limit', () => {
    const answer = { where: 'resource', status: 403, body: null, headers: { 'retry-after': '5' } } as const;
    expect(judgeAnswer(answer).class).toBe('rate_limited');
  });
});

describe('the same words from two places', () => {
  const body = { message: 'Token expired' };

  it('cost a refresh when a resource says them', () => {
    expect(judgeAnswer({ where: 'resource', status: 401, body }).class).toBe('transient');
  });

  it('cost a consent when the token endpoint says them', () => {
    expect(atTokenEndpoint(400, body).class).toBe('permanent_reauth');
  });

  it('are no accusation when they are about the server', () => {
    const told = { error: 'server_error', error_description: 'The token service met an unknown error' };
    expect(atTokenEndpoint(400, told).class).toBe('transient');
  });
});

it('judging any answer never throws and returns a known class', () => {
  const where = fc.constantFrom('token_endpoint' as const, 'resource' as const);
  const provider = fc.constantFrom('', 'google', 'constructor', 'microsoft');
  fc.assert(
    fc.property(
      where,
      provider,
      fc.integer({ min: 100, max: 599 }),
      fc.anything(),
      (place, name, status, body) => {
        expect(VERDICT_CLASSES).toContain(judgeAnswer({ where: place, provider: name, status, body }).class);
      },
    ),
  );
});
