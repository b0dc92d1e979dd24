import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { lookAfterWrite, lookAgainAt } from '../../../core/refresh/look-after-write.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';

const NOW = Date.UTC(2026, 4, 13);

const SETTLED: GrantState = {
  ...NO_GRANT,
  settled: { generation: 1, consentId: 'c', grantVersionId: 'g', tokenVersionId: 't' },
  announced: 1,
  refreshAt: NOW + HOUR,
};

const lockUntil = (until: number) => ({ owner: 'other', fence: 1, until });
const lookIn = (changes: Partial<GrantState>) => lookAfterWrite({ ...SETTLED, ...changes }, NOW) - NOW;

describe('the look after a write', () => {
  it('is within a minute, whatever was written', () => {
    const latch = { reason: 'GrantRefused', message: 'm', since: NOW, generation: 1 } as const;
    expect(lookIn({})).toBe(MINUTE);
    expect(lookIn({ latch })).toBe(MINUTE);
    expect(lookIn({ paused: true })).toBe(MINUTE);
    expect(lookIn({ refreshAt: NOW + 10 * SECOND })).toBe(10 * SECOND);
    expect(lookIn({ announced: 0 })).toBe(0);
  });

  it('is when the time of a lock is over, with an open exchange and without one', () => {
    const lock = lockUntil(NOW + 100 * SECOND);
    const intent = { id: 'i', fence: 1, sentFingerprint: '', startedAt: NOW };
    expect(lookIn({ lock, refreshAt: NOW })).toBe(100 * SECOND);
    expect(lookIn({ lock, intent, refreshAt: NOW })).toBe(100 * SECOND);
    expect(lookIn({ lock: lockUntil(NOW - SECOND), refreshAt: NOW })).toBe(0);
  });

  it('is no later than any lock lasts, where a clock was set back', () => {
    expect(lookIn({ lock: lockUntil(NOW + 5 * HOUR) })).toBe(2 * MINUTE);
  });

  it('is sooner again where people are still to be told', () => {
    const state = { ...SETTLED, lock: lockUntil(NOW + 100 * SECOND), refreshAt: NOW };
    expect(lookAgainAt(state, { now: NOW, atMost: MINUTE })).toBe(NOW + MINUTE);
    expect(lookAgainAt(state, { now: NOW, atMost: HOUR })).toBe(NOW + 100 * SECOND);
  });
});
