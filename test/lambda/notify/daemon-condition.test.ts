import { describe, expect, it } from '@jest/globals';
import {
  daemonCondition,
  type GoodGrant,
  type RefusedDaemon,
} from '../../../lambda/notify/daemon-condition.ts';

const GOOD: GoodGrant = {
  name: 'crew-sheets',
  result: { kind: 'fresh', generation: 7, fingerprint: 'ffffffffffff' },
  refused: null,
};

const conditionOf = (change: Partial<RefusedDaemon> = {}) =>
  daemonCondition({
    daemon: 'port-sheet',
    credential: undefined,
    alarm: 'evergrant-jada-daemon-port-sheet',
    grants: [GOOD],
    lines: [],
    since: 1_800_000_000_000,
    ...change,
  });

const causesOf = (change: Partial<RefusedDaemon>) => conditionOf(change).causes.map(({ cause }) => cause);

describe('the likely cause of a refusal whose grant is good', () => {
  it('is an older token in memory where nothing else shows', () => {
    expect(causesOf({ lines: ['[port-sheet] token error: HTTP Error 400: Bad Request'] })).toEqual([
      'it holds an older token in memory: let it read its token anew, or restart it',
    ]);
  });

  it('is that older token for certain where the refused one is not the one in force', () => {
    const [cause] = conditionOf({ grants: [{ ...GOOD, refused: 'a1b2c3d4e5f6' }] }).causes;
    expect(cause?.evidence).toBe(
      'it was refused with a1b2c3d4e5f6, and ffffffffffff of crew-sheets is in force',
    );
  });

  it('is not an older token where the refused one is in force', () => {
    const [cause] = conditionOf({ grants: [{ ...GOOD, refused: 'ffffffffffff' }] }).causes;
    expect(cause?.evidence).not.toContain('it was refused with');
  });

  it('is a missing scope where the lines say so', () => {
    expect(causesOf({ lines: ['HTTP 403: Request had insufficient authentication scopes'] })).toEqual([
      'the token lacks a scope or permission for what the daemon does',
    ]);
  });

  it('is a grant of its own where the lines are answers of a token endpoint', () => {
    expect(causesOf({ lines: ['token error: invalid_grant'] })[0]).toBe(
      'it still refreshes by itself, with a grant of its own that is dead',
    );
  });
});

describe('what is said of the grants', () => {
  it.each([
    [[GOOD], 'its grant is good: crew-sheets (fresh)'],
    [
      [
        GOOD,
        { ...GOOD, name: 'mail', result: { kind: 'refreshed', generation: 2, fingerprint: 'eeeeeeeeeeee' } },
      ],
      'its grants are good: crew-sheets (fresh), mail (renewed just now)',
    ],
    [[], 'no grant of this deployment is declared for it, so none could be checked'],
    [undefined, 'its grants could not be looked up'],
  ] satisfies [RefusedDaemon['grants'], string][])('is how they were found %#', (grants, text) => {
    expect(conditionOf({ grants }).message).toBe(`the daemon is refused again and again; ${text}`);
  });
});
