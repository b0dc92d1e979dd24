import { describe, expect, it } from '@jest/globals';
import {
  type Candidate,
  type ConsentSpec,
  checkCandidate,
  isRefusal,
} from '../../../core/consent/candidate.ts';
import { candidate } from '../../support/consent-of.ts';
import { flowWorld } from '../../support/fakes/flow-world.ts';

describe('a consent', () => {
  it.each<[string, Candidate, Change]>([
    ['by the declared account, with every scope', candidate(), {}],
    ['by the declared account, written in other capitals', candidate({ account: 'Ops@Example.COM' }), {}],
    ['with more scopes than are needed', candidate({ scope: ['openid', 'sheets', 'mail'] }), {}],
    ['whose answer names no scope: it grants what was asked for', candidate({ scope: null }), {}],
    [
      'by anybody, where no account is declared',
      candidate({ account: 'guest@example.com' }),
      { account: null },
    ],
    ['by nobody knows whom, where no account is declared', candidate({ account: null }), { account: null }],
  ])('%s is believed', (_sentence, given, change) => {
    const checked = checkCandidate(given, specWith(change));
    expect(isRefusal(checked)).toBe(false);
    expect(checked).toMatchObject({ refreshToken: given.tokens.refreshToken, account: given.account });
  });

  it.each<[string, Candidate, Change, string, RegExp, RegExp]>([
    [
      'without a refresh token',
      candidate({ refreshToken: null }),
      {},
      'RefreshTokenMissing',
      /no refresh token for crew/,
      /^remove this application .*, then evergrant login crew$/,
    ],
    [
      'by another account',
      candidate({ account: 'guest@example.com' }),
      {},
      'WrongAccount',
      /^consent was given by guest@example\.com, and crew belongs to ops@example\.com$/,
      /^sign in as ops@example\.com in that browser, then evergrant login crew$/,
    ],
    [
      'whose account the issuer does not tell',
      candidate({ account: null }),
      {},
      'AccountUnknown',
      /^crew must belong to ops@example\.com, and the issuer does not say/,
      /^add the scopes openid and email to the grant, or remove its account/,
    ],
    [
      'that leaves out scopes',
      candidate({ scope: ['sheets'] }),
      { scopes: ['sheets', 'mail', 'files'] },
      'ScopesMissing',
      /^consent for crew leaves out mail, files$/,
      /evergrant login crew$/,
    ],
    [
      'that grants nothing',
      candidate({ scope: [] }),
      {},
      'ScopesMissing',
      /leaves out sheets$/,
      /evergrant login crew$/,
    ],
    [
      'by another account and without a scope: the account is told',
      candidate({ account: 'guest@example.com', scope: [] }),
      {},
      'WrongAccount',
      /./,
      /./,
    ],
  ])('%s is refused', (_sentence, given, change, reason, message, remedy) => {
    const checked = checkCandidate(given, specWith(change));
    expect(checked).toEqual({
      reason,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    });
  });
});

interface Change {
  readonly account?: null;
  readonly scopes?: readonly string[];
}

function specWith({ account, scopes }: Change): ConsentSpec {
  const { name, scopes: usual } = flowWorld().context.spec;
  return {
    name,
    scopes: scopes ?? usual,
    authority: { account: account === null ? null : 'ops@example.com' },
  };
}
