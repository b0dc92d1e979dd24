import { describe, expect, it } from '@jest/globals';
import { refresh } from '../../../core/refresh/refresh.ts';
import { MINUTE, SECOND } from '../../../core/time.ts';
import { CrashGate, runTo } from '../../../torture/explorer/crash-gate.ts';
import { endingOf } from '../../../torture/explorer/final-check.ts';
import { dueWorld } from '../../../torture/explorer/flows.ts';
import { untilQuiet } from '../../../torture/explorer/quiet.ts';

const TICK = { kind: 'tick' } as const;

describe('an answer that is lost inside the grace', () => {
  it('is asked for again when the repetition is lost too', async () => {
    const world = await dueWorld('rotates with grace', ['lostAfter', 'lostAfter', 'lostAfter']);
    for (let looks = 0; looks < 60; looks += 1) {
      await refresh(world.broker('keeper'), TICK);
      world.clock.advance(5 * SECOND);
    }
    expect(world.issuer.requests).toHaveLength(4);
    expect(world.item()).toMatchObject({ intent: null, unsettled: null, settled: { generation: 2 } });
    expect(world.issuer.families[0]?.revoked).toBe(false);
  });

  it('is asked for a handful of times by a broker that dies after each send', async () => {
    const world = await dueWorld('rotates with grace');
    for (let starts = 0; starts < 300; starts += 1) {
      const name = `broker-${starts}`;
      const dying = new CrashGate();
      const gate = {
        before: (step: Parameters<CrashGate['before']>[0]) =>
          step.call === 'secrets.put' ? new Promise<void>(() => {}) : dying.before(step),
        after: () => dying.after(),
      };
      await Promise.race([
        runTo(dying, () => refresh(world.broker(name, gate), TICK)),
        new Promise((resolve) => setImmediate(resolve)),
      ]);
      world.dead.add(name);
      world.clock.advance(SECOND);
    }
    expect(world.issuer.requests.length).toBeLessThanOrEqual(10);
    const proof = await untilQuiet(world, world.broker('healthy'));
    expect(endingOf(world, proof)).toEqual({ fate: 'alive', violations: [] });
  });

  it('is not asked for again when the grace is over', async () => {
    const world = await dueWorld('rotates with grace', ['lostAfter']);
    await refresh(world.broker('keeper'), TICK);
    world.clock.advance(11 * MINUTE);
    expect(await refresh(world.broker('keeper'), TICK)).toMatchObject({ kind: 'unsettled' });
    expect(world.issuer.requests).toHaveLength(1);
  });
});
