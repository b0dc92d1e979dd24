import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import { LONGEST_TEXT } from '../../../core/verdict/plain-words.ts';
import { REASONS } from '../../../core/verdict/reasons.ts';
import { VERDICT_CLASSES } from '../../../core/verdict/verdict.ts';

describe('judging the log of port-sheet', () => {
  it.each([
    ['[port-sheet] token error: HTTP Error 400: Bad Request', 'ambiguous', 'StatusAlone'],
    ['[port-sheet] token error: HTTP Error 401: Unauthorized', 'ambiguous', 'StatusAlone'],
    ['[port-sheet] token error: HTTP Error 429: Too Many Requests', 'rate_limited', 'RateLimited'],
    ['[port-sheet] token error: HTTP Error 503: Service Unavailable', 'transient', 'ServerUnavailable'],
    ['[port-sheet] sync cycle failed at 2026-05-13T14:30:00Z', 'not_auth', 'Unrelated'],
    ['[port-sheet] retrying in 30 minutes', 'not_auth', 'Unrelated'],
  ])('%s is %s', (line, verdictClass, reason) => {
    expect(judgeLine(line)).toMatchObject({ class: verdictClass, reason });
  });
});

describe('judging any line', () => {
  it('reads the same body alike in the forms of JSON, Python, logfmt, Rust, a form and a quoted string', () => {
    const lines = [
      'refresh: {"error":"invalid_grant","error_description":"Refresh token has expired"}',
      "refresh: {'error': 'invalid_grant', 'error_description': 'Refresh token has expired'}",
      'refresh error=invalid_grant error_description="Refresh token has expired"',
      'ServerErrorResponse { error: InvalidGrant, error_description: Some("Refresh token has expired") }',
      'refresh: error=invalid_grant&error_description=Refresh+token+has+expired',
      '{"msg":"refresh: {\\"error\\":\\"invalid_grant\\",\\"error_description\\":\\"Refresh token has expired\\"}"}',
    ];
    expect(lines.map((line) => judgeLine(line).reason)).toEqual(lines.map(() => 'RefreshTokenExpired'));
  });

  it('does not take the verb for the noun: failing to refresh a token accuses no refresh token', () => {
    expect(judgeLine('failed to refresh token: invalid response from server').class).not.toBe(
      'permanent_reauth',
    );
    expect(judgeLine('invalid refresh token').class).toBe('permanent_reauth');
  });

  it.each([
    'failed to refresh token for customer 17: invalid_grant',
    'sync of visitor statistics stopped: invalid_grant: Token has been expired or revoked.',
    'successfully connected, but the refresh token has been revoked',
    'finished: 0 errors, 1 failed: the refresh token was revoked',
    'OAuth step 2: the refresh token passed is incorrect or expired',
    'loaded grant calendar: refresh token expired',
    'redis cache is up; oauth: invalid_grant: Bad Request',
    '✗ Token refresh failed: invalid_grant',
    'FAILED to refresh: the refresh token was already used',
    'INFO token refresh failed, redirecting to login: refresh token expired',
  ])('a word of a look-alike hides no dead grant: %s', (line) => {
    expect(judgeLine(line).class).toBe('permanent_reauth');
  });

  it('names likely causes only where the line gives none', () => {
    expect(
      judgeLine('oauth2client.client.HttpAccessTokenRefreshError: invalid_grant: Bad Request').causes,
    ).toBeDefined();
    expect(judgeLine('invalid refresh token').causes).toBeUndefined();
  });

  it('never throws and always returns a known class and reason', () => {
    const pieces = fc.constantFrom(
      ...[
        'refresh token',
        'invalid_grant',
        'expired',
        '{"error":',
        "'",
        '"',
        '\\',
        '%zz',
        'HTTP 400',
        'AADSTS',
      ],
      ...[
        'access_token',
        'not',
        '\u001b[31m',
        '\u0000',
        '=',
        ' ',
        '401',
        'constructor',
        '__proto__',
        'toString',
      ],
    );
    const anyLine = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(anyLine, (line) => {
        const verdict = judgeLine(line);
        expect(VERDICT_CLASSES).toContain(verdict.class);
        expect(Object.keys(REASONS)).toContain(verdict.reason);
      }),
    );
  });

  it('looks at the first 16 KiB only, so that no line can hold it up', () => {
    const accusation = 'invalid_grant: the refresh token was revoked';
    const filler = 'error: refresh token '.repeat(LONGEST_TEXT);
    expect(judgeLine(accusation + filler).class).toBe('permanent_reauth');
    expect(judgeLine(`${' '.repeat(LONGEST_TEXT)}${accusation}`).class).toBe('not_auth');
  });
});
