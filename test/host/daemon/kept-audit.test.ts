import { describe, expect, it } from '@jest/globals';
import { LONGEST_AUDIT } from '../../../core/audit/bound-audit.ts';
import type { HostAudit } from '../../../core/audit/host-audit.ts';
import { KeptAudit } from '../../../host/daemon/kept-audit.ts';
import { someCredentialAudit, someHostAudit } from '../../support/some-host-audit.ts';

/** Looks that end as these say, one after the other without a pause; then it is stopped. */
async function keeping(looks: readonly (HostAudit | Error)[]) {
  const stop = new AbortController();
  const told: unknown[] = [];
  let firsts = 0;
  let next = 0;
  const kept = new KeptAudit({
    gather: async () => {
      const look = looks[next];
      next += 1;
      if (next >= looks.length) stop.abort();
      if (look instanceof Error || look === undefined) throw look;
      return look;
    },
    told: (failure) => told.push(failure),
    first: () => {
      firsts += 1;
    },
    interval: 0,
  });
  await kept.run(stop.signal);
  return { last: kept.last, told, firsts };
}

describe('the audit that a host keeps for its reports', () => {
  it('is the last one, and only the first is told at once', async () => {
    const second = someHostAudit({ at: 2 });
    expect(await keeping([someHostAudit({ at: 1 }), second])).toEqual({
      last: second,
      told: [undefined, undefined],
      firsts: 1,
    });
  });

  it('stays the one before when another cannot be gathered, which is told', async () => {
    const failure = new Error('no room');
    expect(await keeping([failure])).toEqual({ last: null, told: [failure], firsts: 0 });
    const first = someHostAudit();
    expect(await keeping([first, failure])).toEqual({ last: first, told: [undefined, failure], firsts: 1 });
    expect((await keeping([failure, first])).firsts).toBe(1);
  });

  it('is bounded', async () => {
    const credentials = Array.from({ length: 500 }, (_, index) =>
      someCredentialAudit({ name: `g-${index}` }),
    );
    const { last } = await keeping([someHostAudit({ credentials })]);
    expect(Buffer.byteLength(JSON.stringify(last))).toBeLessThanOrEqual(LONGEST_AUDIT);
  });
});
