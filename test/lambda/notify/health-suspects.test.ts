import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { MINUTE } from '../../../core/time.ts';
import { endingFirst, failedRotations, failingGrants } from '../../../lambda/notify/health-suspects.ts';

const NOW = Date.parse('2026-05-13T14:30:00Z');
const grant = (name: string, state: Partial<GrantState> = {}) => ({ name, state: { ...NO_GRANT, ...state } });
const SETTLED = { generation: 1, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' };

describe('grants that fail', () => {
  it('come with why, those that need a person first', () => {
    const failing = failingGrants([
      grant('well'),
      grant('down', {
        backoff: { failures: 4, since: NOW, until: NOW + MINUTE },
        lastVerdict: {
          class: 'transient',
          reason: 'ServerUnavailable',
          message: 'the issuer is down',
          at: NOW,
        },
      }),
      grant('dead', {
        latch: { reason: 'RefreshTokenRevoked', message: 'it was revoked', since: NOW, generation: 3 },
      }),
    ]);
    expect(failing).toEqual([
      { credential: 'dead', says: 'needs a person: it was revoked (RefreshTokenRevoked)' },
      { credential: 'down', says: 'has failed 4 times in a row: the issuer is down (ServerUnavailable)' },
    ]);
  });
});

describe('the token that ends first', () => {
  const ends = (name: string, inMinutes: number) =>
    grant(name, { settled: SETTLED, expiresAt: NOW + inMinutes * MINUTE });

  it('is one, by our clock', () => {
    expect(endingFirst([ends('later', 50), ends('soon', 4), grant('none')], NOW)).toEqual([
      { credential: 'soon', says: 'has a token that ends in 4 min, at 2026-05-13T14:34:00.000Z' },
    ]);
  });

  it('may have ended', () => {
    expect(endingFirst([ends('gone', -1)], NOW)[0]?.says).toBe(
      'has a token that ended at 2026-05-13T14:29:00.000Z',
    );
  });
});

describe('rotations that failed', () => {
  it('are the last word of each token, and nothing that is no finding', () => {
    const line = (credential: string, message: string, type = 'finding') =>
      JSON.stringify({ schema: 1, type, credential, reason: 'TagMissing', message });
    const lines = [
      'START',
      line('a', 'first'),
      line('b', 'other'),
      line('c', 'x', 'refreshed'),
      line('a', 'last'),
    ];
    expect(failedRotations(lines)).toEqual([
      { credential: 'a', says: 'did not rotate: last (TagMissing)' },
      { credential: 'b', says: 'did not rotate: other (TagMissing)' },
    ]);
  });
});
