import { describe, expect, it } from '@jest/globals';
import { readRefreshResult } from '../../../adapters/refresh-function/read-refresh-result.ts';

describe('the answer of the function refresh', () => {
  it.each([
    { kind: 'refreshed', generation: 7, fingerprint: 'a1b2c3d4e5f6' },
    { kind: 'fresh', generation: 7, fingerprint: null },
    {
      kind: 'unavailable',
      reason: 'NoGrant',
      message: 'nobody has consented to grant crew yet',
      remedy: 'evergrant login crew',
      retryable: false,
    },
  ])('is read as it is: $kind', (answer) => {
    expect(readRefreshResult(answer)).toEqual(answer);
  });

  it('is taken without fields that this version does not know', () => {
    const answer = { kind: 'fresh', generation: 7, fingerprint: 'a1b2c3d4e5f6' };
    expect(readRefreshResult({ ...answer, newer: true })).toEqual(answer);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'refreshed'],
    ['another kind', { kind: 'refused', generation: 1 }],
    ['a refresh without a generation', { kind: 'refreshed', fingerprint: 'a1b2c3d4e5f6' }],
    ['a reason without a sentence', { kind: 'unavailable', reason: 'NoGrant' }],
  ])('is none when it is %s', (_, answer) => {
    expect(readRefreshResult(answer)).toBeUndefined();
  });
});
