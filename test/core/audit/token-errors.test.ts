import { describe, expect, it } from '@jest/globals';
import { type TroubleSource, tokenErrors } from '../../../core/audit/token-errors.ts';
import type { RunEnd } from '../../../core/daemon/run-history.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import { AUDITED_AT } from '../../support/some-host-audit.ts';

const REVOKED =
  'google.auth.exceptions.RefreshError: invalid_grant: Token has been expired or revoked. ya29.a0AfH6SMBsecret';

function errors(...sources: Partial<TroubleSource>[]) {
  return tokenErrors(
    sources.map((source) => ({ daemon: 'gateway', grant: undefined, lines: [], history: [], ...source })),
    { since: AUDITED_AT - DAY, judge: judgeLine },
  );
}

const line = (text: string, minutesAgo: number) => ({ at: AUDITED_AT - minutesAgo * MINUTE, text });

function run(endedAt: number, reason: string): RunEnd {
  const verdict = { class: 'permanent_reauth', reason } as const;
  return { startedAt: endedAt - MINUTE, endedAt, kind: 'failed', exitCode: 1, verdict };
}

describe('token errors of the last day', () => {
  it('are counted by their meaning, with verdict and remedy, the last first', () => {
    const found = errors({
      lines: [
        line(REVOKED, 50),
        line('INFO all is well', 45),
        line(REVOKED, 40),
        line('401 UNAUTHENTICATED: Request had invalid authentication credentials', 30),
      ],
    });
    expect(found).toMatchObject([
      { reason: 'AccessTokenRefused', class: 'transient', count: 1, lastAt: AUDITED_AT - 30 * MINUTE },
      {
        daemon: 'gateway',
        reason: 'RefreshTokenRevoked',
        class: 'permanent_reauth',
        count: 2,
        lastAt: AUDITED_AT - 40 * MINUTE,
        message: 'the refresh token was revoked',
        remedy: 'evergrant login GRANT',
      },
    ]);
  });

  it('name the grant to log in to, where the daemon uses one', () => {
    expect(errors({ grant: 'crew', lines: [line(REVOKED, 1)] })).toMatchObject([
      { remedy: 'evergrant login crew' },
    ]);
  });

  it('hold nothing of the line itself', () => {
    expect(JSON.stringify(errors({ lines: [line(REVOKED, 1)] }))).not.toContain('ya29');
  });

  it('are not those of the day before', () => {
    expect(errors({ lines: [line(REVOKED, 24 * 60 + 1)] })).toEqual([]);
    expect(errors({ history: [run(AUDITED_AT - DAY - 1, 'RefreshTokenRevoked')] })).toEqual([]);
  });

  it('of a supervised daemon are those of its runs, with the words of this version', () => {
    const history = [
      run(AUDITED_AT - 2 * HOUR, 'RefreshTokenRevoked'),
      run(AUDITED_AT - HOUR, 'RefreshTokenRevoked'),
      { ...run(AUDITED_AT, 'x'), verdict: null },
      { ...run(AUDITED_AT, 'x'), verdict: { class: 'ok', reason: 'Refreshed' } as const },
    ];
    expect(errors({ history, lines: [line(REVOKED, 1)] })).toMatchObject([
      { reason: 'RefreshTokenRevoked', count: 2, message: 'the refresh token was revoked' },
    ]);
    expect(errors({ history: [run(AUDITED_AT, 'OfALaterVersion')] })).toMatchObject([
      { reason: 'OfALaterVersion', message: 'OfALaterVersion', remedy: '' },
    ]);
  });

  it('of two daemons are told apart', () => {
    const lines = [line(REVOKED, 1)];
    expect(errors({ daemon: 'a', lines }, { daemon: 'b', lines }).map(({ daemon }) => daemon)).toEqual([
      'a',
      'b',
    ]);
  });
});
