import { describe, expect, it } from '@jest/globals';
import { readTokens } from '../../../core/issuer/read-tokens.ts';

const at = Date.parse('2026-03-01T12:00:00Z');

function read(fields: Record<string, unknown>) {
  const tokens = readTokens(JSON.stringify({ access_token: 'a', ...fields }), { at });
  if (!tokens) throw new Error('no tokens');
  return tokens;
}

function jwt(claims: Record<string, unknown>): string {
  return ['{}', JSON.stringify(claims), 'sig'].map((part) => btoa(part).replaceAll('=', '')).join('.');
}

describe('reading a token answer', () => {
  it('takes what RFC 6749 names', () => {
    const tokens = read({
      refresh_token: 'r',
      expires_in: 3600,
      token_type: 'Bearer',
      scope: 'a b',
      id_token: 'i',
    });
    expect(tokens.accessToken.reveal()).toBe('a');
    expect(tokens.refreshToken?.reveal()).toBe('r');
    expect(tokens.idToken?.reveal()).toBe('i');
    expect(tokens).toMatchObject({
      expiresInSeconds: 3600,
      tokenType: 'Bearer',
      scope: ['a', 'b'],
      problems: [],
    });
  });

  it('takes the form that GitHub gives', () => {
    const tokens = readTokens(
      'access_token=ghu_1&expires_in=28800&refresh_token=ghr_1&refresh_token_expires_in=15897600&scope=&token_type=bearer',
    );
    expect(tokens).toMatchObject({
      expiresInSeconds: 28_800,
      refreshTokenExpiresInSeconds: 15_897_600,
      scope: null,
    });
  });

  it('finds the tokens of a person at Slack', () => {
    const body = {
      ok: true,
      authed_user: { access_token: 'xoxe.1', refresh_token: 'xoxe-1', expires_in: 43_200, scope: 'a,b' },
    };
    const tokens = readTokens(JSON.stringify(body));
    expect(tokens?.accessToken.reveal()).toBe('xoxe.1');
    expect(tokens).toMatchObject({ expiresInSeconds: 43_200, scope: ['a', 'b'] });
  });

  it.each([
    '{"error":"bad_refresh_token"}',
    'error=bad_refresh_token&error_description=x',
    '{"ok":false}',
    '{"access_token":""}',
    '{"access_token":7}',
    '<html>access_token=x</html>',
    '["access_token"]',
    '{"access_token":"a"',
    '',
  ])('finds no tokens in %s', (body) => {
    expect(readTokens(body, { at })).toBeNull();
  });

  it.each([
    ['a text', { expires_in: '3600' }, 3600],
    ['left out', {}, null],
    ['null', { expires_in: null }, null],
    ['milliseconds', { expires_in: 86_400_000 }, 86_400],
    ['60 days', { expires_in: 5_184_000 }, 5_184_000],
    ['epoch seconds', { expires_at: at / 1000 + 60 }, 60],
    ['epoch seconds as text', { expires_on: String(at / 1000 + 60) }, 60],
    ['epoch milliseconds', { expiry_date: at + 60_000 }, 60],
    ['ISO text', { expires_at: '2026-03-01T12:01:00Z' }, 60],
    ['inside the token', { access_token: jwt({ exp: at / 1000 + 60 }) }, 60],
  ])('reads a life that is %s', (_how, fields, seconds) => {
    expect(read(fields).expiresInSeconds).toBe(seconds);
  });

  it.each([-1, 0, 'soon', true])('tolerates %p as expires_in and says so', (value) => {
    const tokens = read({ expires_in: value });
    expect(tokens.expiresInSeconds).toBeNull();
    expect(tokens.problems).toHaveLength(1);
  });

  it.each([
    [{ refresh_token_expires_in: 60 }, 60],
    [{ refresh_expires_in: 60 }, 60],
    [{ x_refresh_token_expires_in: '8726400' }, 8_726_400],
    [{ refresh_expires_in: 0 }, null],
    [{}, null],
  ])('reads the life of the refresh token from %j', (fields, seconds) => {
    expect(read({ refresh_token: 'r', ...fields })).toMatchObject({
      refreshTokenExpiresInSeconds: seconds,
      problems: [],
    });
  });

  it.each(['', null, undefined, 5])('counts %p as no refresh token', (value) => {
    expect(read({ refresh_token: value }).refreshToken).toBeNull();
  });

  it('shows no token when it is printed', () => {
    const body = JSON.stringify({
      access_token: 'secret-1',
      refresh_token: 'secret-2',
      id_token: 'secret-3',
      expires_in: -1,
    });
    expect(JSON.stringify(readTokens(body))).not.toMatch(/secret-/);
  });
});
