import { describe, expect, it } from '@jest/globals';
import { NO_GRANT } from '../../../core/grant/state.ts';
import type { RefreshOutcome } from '../../../core/refresh/outcome.ts';
import { refreshResult, unavailable } from '../../../core/refresh/result.ts';
import { MINUTE } from '../../../core/time.ts';
import { verdictOf } from '../../../core/verdict/verdict-of.ts';

const NOW = Date.UTC(2026, 4, 13, 14, 30);
const AT = {
  grant: 'crew',
  now: NOW,
  state: {
    ...NO_GRANT,
    settled: { generation: 4, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
    fingerprint: '3fa9c1d20b7e',
  },
};
const LATCH = { reason: 'GrantRefused', message: 'the issuer refused the grant', since: NOW, generation: 4 };
const LATER = NOW + 5 * MINUTE;

describe('what a look means for whoever asked', () => {
  it('is the new generation, or the one that is fresh', () => {
    expect(refreshResult({ kind: 'refreshed', generation: 4 }, AT)).toEqual({
      kind: 'refreshed',
      generation: 4,
      fingerprint: '3fa9c1d20b7e',
    });
    expect(refreshResult({ kind: 'fresh', generation: 4 }, AT)).toMatchObject({
      kind: 'fresh',
      generation: 4,
    });
    expect(refreshResult({ kind: 'noGrant' }, AT)).toMatchObject({ kind: 'unavailable', reason: 'NoGrant' });
  });

  it('names what repairs our own side, where an exchange was not sent because of it', () => {
    const remedy = 'aws kms enable-key';
    const lastVerdict = {
      class: 'transient',
      reason: 'AwsKeyUnusable',
      message: 'm',
      remedy,
      at: NOW,
    } as const;
    const at = { ...AT, state: { ...AT.state, lastVerdict } };
    const outcome = { kind: 'notProven', message: 'm', until: LATER } as const;
    expect(unavailable(outcome, at).remedy).toBe(remedy);
    expect(unavailable({ kind: 'backingOff', until: LATER }, at).remedy).toBe(
      `it is tried again in 5 min by itself; ${remedy}`,
    );
  });

  it.each<[string, RefreshOutcome, { reason: string; remedy: string; retryable: boolean }]>([
    [
      'nobody consented',
      { kind: 'noGrant' },
      { reason: 'NoGrant', remedy: 'evergrant login crew', retryable: false },
    ],
    [
      'it is dead',
      { kind: 'consentRequired', latch: LATCH },
      { reason: 'GrantRefused', remedy: 'evergrant login crew', retryable: false },
    ],
    [
      'it is paused',
      { kind: 'paused' },
      { reason: 'Paused', remedy: 'evergrant status crew', retryable: false },
    ],
    [
      'an answer was lost',
      { kind: 'unsettled', retryAt: LATER },
      { reason: 'Unsettled', remedy: 'evergrant login crew', retryable: true },
    ],
    [
      'somebody is at work for too long',
      { kind: 'busy' },
      { reason: 'Busy', remedy: 'evergrant status crew', retryable: true },
    ],
    [
      'the store cannot be written',
      { kind: 'notProven', message: 'no room', until: LATER },
      { reason: 'StoreNotWritable', remedy: 'evergrant status crew', retryable: true },
    ],
    [
      'the issuer has trouble',
      { kind: 'failed', verdict: verdictOf('RateLimited', 'no'), until: LATER },
      {
        reason: 'RateLimited',
        remedy: 'it is tried again in 5 min by itself; evergrant status crew',
        retryable: true,
      },
    ],
    [
      'an earlier trouble is waited for',
      { kind: 'backingOff', until: LATER },
      {
        reason: 'BackingOff',
        remedy: 'it is tried again in 5 min by itself; evergrant status crew',
        retryable: true,
      },
    ],
    [
      'its token is not stored yet',
      { kind: 'fresh', generation: 4 },
      { reason: 'NotProjected', remedy: 'evergrant status crew', retryable: true },
    ],
  ])('is a reason, a sentence and the next step when %s', (_sentence, outcome, told) => {
    expect(unavailable(outcome, AT)).toEqual({
      kind: 'unavailable',
      ...told,
      message: expect.stringMatching(/^[^A-Z].*[^.]$/),
    });
  });

  it('names the trouble that is waited for', () => {
    const lastVerdict = {
      class: 'transient',
      reason: 'ServerUnavailable',
      message: 'it is down',
      at: NOW,
    } as const;
    const at = { ...AT, state: { ...AT.state, lastVerdict } };
    expect(unavailable({ kind: 'backingOff', until: LATER }, at)).toMatchObject({
      reason: 'ServerUnavailable',
      message: 'it is down',
    });
  });
});
