import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refreshAtOf } from '../../../core/refresh/schedule.ts';
import { tokenEndOf } from '../../../core/refresh/token-end.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';

const T = Date.UTC(2026, 4, 1);
const at = (life: number, jitterFraction = 0, refreshAfter = 2 / 3) =>
  refreshAtOf({ issuedAt: T, expiresAt: T + life, refreshAfter, jitterFraction }) - T;

describe('a token is refreshed', () => {
  it.each([
    ['after two thirds of an hour', at(HOUR), 40 * MINUTE],
    ['up to a tenth of its life earlier', at(HOUR, 1), 34 * MINUTE],
    ['in whole milliseconds', at(2_000, 0.5), 1_233],
    ['at once when it lives one millisecond', at(1), 0],
    ['at its end when it was born expired', at(0), 0],
    ['at its end when it ended before it was issued', at(-5_000), -5_000],
    ['at the part of its life that was declared', at(HOUR, 0, 0.5), 30 * MINUTE],
    [
      'at half of a small part at the earliest, so that refreshing does not race itself',
      at(HOUR, 1, 0.1),
      3 * MINUTE,
    ],
  ])('%s', (_, actual, expected) => {
    expect(actual).toBe(expected);
  });

  it('never before it was issued and never after its end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 * 24 * HOUR }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (life, jitterFraction, refreshAfter) => {
          const wait = at(life, jitterFraction, refreshAfter);
          expect(Number.isInteger(wait) && wait >= 0 && wait < life).toBe(true);
        },
      ),
    );
  });
});

describe('scenario 21: an access token whose expiry is missing', () => {
  it('ends when its issuer says, else after the usual life, else after a careful one that is said to be assumed', () => {
    const stated = { issuedAt: T, expiresAt: T + 1_000, accessTokenLife: HOUR };
    expect(tokenEndOf(stated)).toEqual({ expiresAt: T + 1_000, basis: 'stated' });
    expect(tokenEndOf({ ...stated, expiresAt: null })).toEqual({ expiresAt: T + HOUR, basis: 'preset' });
    expect(tokenEndOf({ issuedAt: T, expiresAt: null, accessTokenLife: undefined })).toEqual({
      expiresAt: T + 45 * MINUTE,
      basis: 'assumed',
    });
  });
});
