import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { systemRandom } from '../../../adapters/node/system-random.ts';

describe('the clock and the randomness of this machine', () => {
  it('tells the time that a sleep took', async () => {
    const before = systemClock.now();
    await systemClock.sleep(20);
    expect(systemClock.now() - before).toBeGreaterThanOrEqual(15);
  });

  it('does not sleep for a span that is over', async () => {
    await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
  });

  it('draws ids that differ and fractions below 1', () => {
    expect(systemRandom.id()).not.toBe(systemRandom.id());
    expect(systemRandom.id()).toMatch(/^[0-9a-f-]{36}$/);
    expect(systemRandom.fraction()).toBeLessThan(1);
  });
});
