import { describe, expect, it } from '@jest/globals';
import { explain } from '../../../core/verdict/explain.ts';
import { REASONS } from '../../../core/verdict/reasons.ts';

describe('explaining', () => {
  it('gives the class, the reason, a sentence and the command that repairs it', () => {
    const line = 'oauth2: "invalid_grant" "Token has been expired or revoked."';
    expect(explain({ id: 'one', line })).toEqual({
      id: 'one',
      verdict: 'permanent_reauth',
      reason: 'RefreshTokenRevoked',
      message: 'the refresh token was revoked',
      remedy: 'evergrant login GRANT',
      spent: 'no',
      evidence: line,
    });
  });

  it('orders the likely causes of an answer by what is known of the grant', () => {
    const facts = { ageDays: 7, runsEverySeconds: 1800 };
    const answer = {
      where: 'token_endpoint',
      provider: 'google',
      status: 400,
      body: { error: 'invalid_grant' },
    } as const;
    const explained = explain({ ...answer, facts });
    expect(explained.causes?.[0]?.cause).toContain('Testing');
    expect(JSON.stringify(explained.causes)).not.toContain('six months');
  });

  it('keeps secrets out of the evidence', () => {
    const { evidence } = explain({
      line: 'POST /token refresh_token=1//0gAbCdEfGhIjKl&grant_type=refresh_token 400 Bad Request',
    });
    expect(evidence).not.toContain('0gAbCd');
  });
});

describe('the catalogue of reasons', () => {
  it.each(Object.entries(REASONS))(
    '%s is a PascalCase name with a lower-case sentence',
    (name, { message }) => {
      expect(name).toMatch(/^(?:[A-Z][a-z]+)+(?:OAuth)?$/);
      expect(message).toMatch(/^[^.]+[^.]$/);
    },
  );

  it.each(Object.entries(REASONS))('%s says what repairs it, or needs nothing', (_name, facts) => {
    const repairs = [
      'permanent_reauth',
      'client_misconfigured',
      'insufficient_scope',
      'clock_skew',
      'ambiguous',
    ];
    expect(facts.remedy !== '' || !repairs.includes(facts.class)).toBe(true);
  });
});
