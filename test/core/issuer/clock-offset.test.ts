import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clockOffsetOf } from '../../../core/issuer/clock-offset.ts';

const noon = Date.parse('2026-03-01T12:00:00Z');

describe('the offset of an issuer clock', () => {
  it('is 0 whenever equal clocks could have given the date', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), (there, back) => {
        const stampedAt = noon + there;
        const date = new Date(Math.floor(stampedAt / 1_000) * 1_000).toUTCString();
        expect(clockOffsetOf({ date, sentAt: noon, receivedAt: stampedAt + back })).toBe(0);
      }),
    );
  });

  it('is within a second and the round trip of the true one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000, max: 100_000 }),
        fc.nat(3_000),
        fc.nat(3_000),
        (truth, there, back) => {
          const date = new Date(Math.floor((noon + there + truth) / 1_000) * 1_000).toUTCString();
          const offset = clockOffsetOf({ date, sentAt: noon, receivedAt: noon + there + back }) ?? Number.NaN;
          expect(Math.abs(offset - truth)).toBeLessThanOrEqual(1_000 + there + back);
        },
      ),
    );
  });

  it.each([undefined, '', 'yesterday'])('is not known from %p', (date) => {
    expect(clockOffsetOf({ date, sentAt: noon, receivedAt: noon })).toBeNull();
  });
});
