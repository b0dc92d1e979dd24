import { describe, expect, it } from '@jest/globals';
import { refresh } from '../../../core/refresh/refresh.ts';
import { MINUTE } from '../../../core/time.ts';
import { consentAs } from '../../../torture/explorer/explored-world.ts';
import { endingOf } from '../../../torture/explorer/final-check.ts';
import { dueWorld } from '../../../torture/explorer/flows.ts';
import { untilQuiet } from '../../../torture/explorer/quiet.ts';
import { generationAt } from '../../../torture/explorer/sentinel.ts';
import type { Step } from '../../../torture/explorer/watched-ports.ts';
import { PausingGate } from '../../support/pausing-gate.ts';

const TICK = { kind: 'tick' } as const;

describe('a projection that is overtaken', () => {
  it.each(['secrets.labelled', 'secrets.move', 'delivery.deliver', 'secrets.prune'])(
    'before %s moves no label back and is no fault',
    async (call) => {
      const world = await dueWorld('rotates without grace');
      const gate = new PausingGate(call);
      const slow = refresh(world.broker('slow', gate), TICK);
      await gate.reached;
      await consentAs(world, world.broker('consenting'));
      gate.goOn();
      await slow;
      expect(world.sentinel.violations).toEqual([]);
      expect(generationAt(world, 'grant/crew')).toBe(world.item()?.settled?.generation);
      expect(generationAt(world, 'token/sheets')).toBe(world.item()?.settled?.generation);
    },
  );

  it('leaves the label on the newer generation when both move it at once', async () => {
    const world = await dueWorld('rotates without grace');
    const [older, newer] = [new PausingGate('secrets.move'), new PausingGate('secrets.move')];
    const refreshing = refresh(world.broker('older', older), TICK);
    await older.reached;
    const consenting = consentAs(world, world.broker('newer', newer));
    await newer.reached;
    older.goOn();
    await refreshing;
    newer.goOn();
    await consenting;
    expect(generationAt(world, 'grant/crew')).toBe(3);
    expect(world.sentinel.violations).toEqual([]);
  });

  it('leaves no version behind that nobody knows of', async () => {
    const world = await dueWorld('rotates without grace');
    const gate = new PausingGate('secrets.prune');
    const slow = refresh(world.broker('slow', gate), TICK);
    await gate.reached;
    await consentAs(world, world.broker('consenting'));
    gate.goOn();
    await slow;
    const proof = await untilQuiet(world, world.broker('later'));
    expect(endingOf(world, proof)).toEqual({ fate: 'alive', violations: [] });
  });
});

describe('a sender that was slow, not dead', () => {
  it('saves an answer that the last try finds, and the spent token is not sent again', async () => {
    const world = await dueWorld('rotates without grace');
    const gate = new PausingGate('secrets.put');
    const saved = new PausingGate('ledger.read');
    const stopped = {
      before: (step: Step) => gate.before(step),
      after: (step: Step) =>
        step.call === 'secrets.put' ? saved.before({ ...step, call: 'ledger.read' }) : gate.after(),
    };
    void refresh(world.broker('slow', stopped), TICK);
    await gate.reached;
    world.clock.advance(3 * MINUTE);
    expect(await refresh(world.broker('other'), TICK)).toMatchObject({ kind: 'unsettled' });
    gate.goOn();
    await saved.reached;
    world.clock.advance(17 * MINUTE);
    expect(await refresh(world.broker('other'), TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(world.issuer.requests).toHaveLength(1);
    expect(world.item()?.unsettled).toBeNull();
  });
});

describe('a consent that was cut short', () => {
  it('leaves a candidate that is listed as an orphan', async () => {
    const world = await dueWorld('rotates without grace');
    const gate = new PausingGate('ledger.replace');
    void consentAs(world, world.broker('dying', gate));
    await gate.reached;
    await refresh(world.broker('other'), TICK);
    const stored = [...world.secrets.secret('grant/crew').values.keys()];
    expect(world.item()?.orphans).toHaveLength(1);
    expect(stored).toEqual(expect.arrayContaining([...(world.item()?.orphans ?? [])]));
  });
});
