import { describe, expect, it } from '@jest/globals';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { tick } from '../../../lambda/refresh/tick.ts';

/** A beat at which these grants are due; `look` may hang or throw for some of them. */
function beatOf(due: readonly string[], look: (grant: string) => Promise<void> = async () => {}) {
  const looked: string[] = [];
  const passedOn: string[] = [];
  const failed: string[] = [];
  const emitted: unknown[] = [];
  const parts = {
    due: async (_now: number, limit: number) => due.slice(0, limit),
    look: async (grant: string) => {
      looked.push(grant);
      await look(grant);
    },
    passOn: async (grants: readonly string[]) => void passedOn.push(...grants),
    failed: (grant: string) => void failed.push(grant),
    census: async () => ({ states: [NO_GRANT], openIncidents: 2, hostsSilent: 1 }),
    emit: (gauges: unknown) => void emitted.push(gauges),
    now: () => 0,
  };
  return { parts, looked, passedOn, failed, emitted };
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `grant-${at}`);

describe('a beat of refresh', () => {
  it('looks at what is due and says how everything is', async () => {
    const { parts, looked, emitted } = beatOf(names(3));
    expect(await tick(parts)).toEqual({ looked: 3, passedOn: 0 });
    expect(looked).toEqual(names(3));
    expect(emitted).toEqual([
      { Heartbeat: 1, ConsecutiveFailures: 0, OpenIncidents: 2, Overdue: 0, HostsSilent: 1 },
    ]);
  });

  it('passes on what is more than one run can do', async () => {
    const { parts, looked, passedOn } = beatOf(names(1_200));
    expect(await tick(parts)).toEqual({ looked: 10, passedOn: 990 });
    expect([...looked, ...passedOn].sort()).toEqual(names(1_000).sort());
  });

  it('goes on with the others when a look fails, and still says how everything is', async () => {
    const { parts, looked, failed, emitted } = beatOf(names(8), async (grant) => {
      if (grant === 'grant-2') throw new Error('issuer down');
    });
    await tick(parts);
    expect(looked).toHaveLength(8);
    expect(failed).toEqual(['grant-2']);
    expect(emitted).toHaveLength(1);
  });

  it('is not held up by an issuer that hangs for all but one: that one is done before it answers', async () => {
    let answer = () => {};
    const hangs = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { parts, looked } = beatOf(names(10), async (grant) => {
      if (grant === 'grant-9') answer();
      else await hangs;
    });
    await tick(parts);
    expect(looked).toHaveLength(10);
  });
});
