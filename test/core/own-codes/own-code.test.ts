import { describe, expect, it } from '@jest/globals';
import { ownCode, ownCodeIn } from '../../../core/own-codes/own-code.ts';
import { REASONS } from '../../../core/verdict/reasons.ts';

describe('a code of evergrant', () => {
  it.each([
    ['alone', 'NoGrant'],
    ['behind its label', 'code: NoGrant'],
    ['behind another label', 'error: NoGrant'],
    ['in brackets', '(NoGrant)'],
    ['in a line of the command', 'evergrant: no token crew: nobody has consented (NoGrant)'],
    ['in a document', '{"code":"NoGrant","message":"x","remedy":"evergrant login crew"}'],
    ['in an outcome', '{"kind":"unavailable","reason":"NoGrant","message":"x","remedy":"y"}'],
  ])('is known %s', (_where, text) => {
    expect(ownCodeIn(text)).toEqual({
      code: 'NoGrant',
      message: expect.stringContaining('no value to refresh'),
      remedy: 'evergrant login',
    });
  });

  it.each([
    [
      'an error of another program with the same name',
      'ClientError: code: AccessDenied when calling GetObject',
    ],
    ['a word that is none', 'NoSuchCode'],
    ['a code of an issuer', 'invalid_grant'],
    ['a plain line of evergrant', 'evergrant: crew refreshed'],
  ])('is not seen in %s', (_what, text) => {
    expect(ownCodeIn(text)).toBeUndefined();
  });

  it('may be the reason of a verdict, with the words of the classifier', () => {
    const { message, remedy } = REASONS.RefreshTokenRevoked;
    expect(ownCode('RefreshTokenRevoked')).toEqual({ code: 'RefreshTokenRevoked', message, remedy });
  });

  it('has words for a terminal: a link becomes the page that it leads to', () => {
    expect(ownCode('StoreLagging')?.remedy).toBe('runbook (docs/runbooks/state-damaged.md)');
  });
});
