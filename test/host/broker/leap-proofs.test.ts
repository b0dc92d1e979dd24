import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LeapProofs } from '../../../host/broker/leap-proofs.ts';

let proven: Map<string, () => void>;
let leaps: number[];

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  proven = new Map();
  leaps = [];
});

afterEach(() => {
  jest.useRealTimers();
});

function proofs(...grants: readonly string[]): LeapProofs {
  return new LeapProofs(grants, {
    leaped: (leap) => leaps.push(leap),
    prove: (grant) => new Promise((resolve) => proven.set(grant, resolve)),
  });
}

describe('when the clock leaps', () => {
  it('every grant is proven once, and is believed again as soon as its own proof has ended', async () => {
    const watched = proofs('crew', 'office');
    await watched.underWay('crew');
    expect(leaps).toEqual([]);

    jest.setSystemTime(3_600_000);
    const believed: string[] = [];
    const crew = watched.underWay('crew').then(() => believed.push('crew'));
    const office = watched.underWay('office').then(() => believed.push('office'));
    expect(leaps).toHaveLength(1);
    expect([...proven.keys()]).toEqual(['crew', 'office']);

    proven.get('office')?.();
    await office;
    expect(believed).toEqual(['office']);
    proven.get('crew')?.();
    await crew;
    await watched.underWay('crew');
    expect(leaps).toHaveLength(1);
  });
});
