import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { movedState } from '../../../core/migration/moved-state.ts';
import { decide } from '../../../core/refresh/decide.ts';
import { dueAt } from '../../../core/refresh/next-look.ts';

const HERE: GrantState = {
  ...NO_GRANT,
  settled: { generation: 7, consentId: 'c', grantVersionId: 'g7', tokenVersionId: 't7' },
  announced: 7,
  fence: 41,
  lock: { owner: 'dead', fence: 41, until: 9_000_000 },
  refreshAt: 9_000_000,
  issuedAt: 1_000,
  expiresAt: 9_999_000,
  clockOffset: -2_500,
  consentedAt: 500,
  refreshTokenExpiresAt: 77_000_000,
  lastUsedAt: 1_000,
  rotationSeen: true,
  orphans: ['o'],
  superseded: [{ grantVersionId: 'g6', tokenVersionId: 't6' }],
};

const NOW = 5_000_000;

describe('the state of a grant in its new place', () => {
  it('keeps generation, consent, dates and clock offset', () => {
    const { settled, consentedAt, clockOffset, lastUsedAt, rotationSeen, refreshTokenExpiresAt } = movedState(
      HERE,
      { fence: 0 },
    );
    expect({ settled, consentedAt, clockOffset, lastUsedAt, rotationSeen, refreshTokenExpiresAt }).toEqual({
      settled: HERE.settled,
      consentedAt: 500,
      clockOffset: -2_500,
      lastUsedAt: 1_000,
      rotationSeen: true,
      refreshTokenExpiresAt: 77_000_000,
    });
  });

  it('names nothing that only the old store holds, nor a lock that nobody holds', () => {
    expect(movedState(HERE, { fence: 0 })).toMatchObject({ lock: null, orphans: [], superseded: [] });
  });

  it('is projected first and refreshed then, both at once', () => {
    const moved = movedState(HERE, { fence: 0 });
    const decided = (state: GrantState) =>
      decide({ state, demand: { kind: 'tick' }, now: NOW, suspect: () => false }).kind;
    expect(dueAt(moved)).toBe(0);
    expect(decided(moved)).toBe('project');
    expect(decided({ ...moved, announced: 7 })).toBe('claim');
  });

  it('never takes a fence back, on either side', () => {
    expect(movedState(HERE, { fence: 3 }).fence).toBe(42);
    expect(movedState(HERE, { fence: 90 }).fence).toBe(91);
  });

  it('stays latched, for a dead grant does not come to life by moving', () => {
    const latch = { reason: 'GrantRefused', message: 'm', since: 1, generation: 7 } as const;
    const moved = movedState({ ...HERE, latch }, { fence: 0 });
    expect(moved.latch).toEqual(latch);
    expect(dueAt(moved)).toBeNull();
  });
});
