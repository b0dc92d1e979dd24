import { describe, expect, it } from '@jest/globals';
import { makeActivation, takeBack } from '../../../core/host/make-activation.ts';
import { dieAt } from '../../support/die-at.ts';
import { MemoryActivations } from '../../support/fakes/memory-activations.ts';
import { wrapPort } from '../../support/wrap-port.ts';

const MARK = { deployment: 'jada', host: 'ops', machine: '0123456789ab', request: 'r-1' };
const ORDER = { mark: MARK, expiresAt: 1_000 };

async function madeBy(activations: MemoryActivations, order = ORDER) {
  const held = await makeActivation(activations, order);
  if (held.kind !== 'made') throw new Error(held.kind);
  return { id: held.activation.id, code: held.activation.code.reveal() };
}

describe('an activation that a request makes', () => {
  it('is one that a machine can register by', async () => {
    const activations = new MemoryActivations();
    activations.register(await madeBy(activations));
    expect(activations.machines).toHaveLength(1);
  });

  it('is made anew for the same request, whose first code is lost, and is the only one then', async () => {
    const activations = new MemoryActivations();
    const first = await madeBy(activations);
    const second = await madeBy(activations);
    expect(second.code).not.toBe(first.code);
    expect(activations.ids).toEqual([second.id]);
  });

  it('is kept when a machine has registered by it: its code did arrive', async () => {
    const activations = new MemoryActivations();
    const first = await madeBy(activations);
    activations.register(first);
    expect(await makeActivation(activations, ORDER)).toEqual({ kind: 'kept', id: first.id });
    expect(activations.ids).toEqual([first.id]);
  });

  it('leaves alone what others made for the same host', async () => {
    const activations = new MemoryActivations();
    const others = [
      activations.addForeign('ops'),
      activations.addForeign('ops', ''),
      (await madeBy(activations, { ...ORDER, mark: { ...MARK, request: 'r-0' } })).id,
    ];
    const { id } = await madeBy(activations);
    expect(activations.ids).toEqual([...others, id]);
  });

  it('is gone when it was made and its answer was lost', async () => {
    const activations = new MemoryActivations();
    const inner = activations.make.bind(activations);
    activations.make = async (order) => {
      await inner(order);
      throw new Error('the answer was lost');
    };
    await expect(makeActivation(activations, ORDER)).rejects.toThrow('the answer was lost');
    expect(activations.ids).toEqual([]);
  });

  it('fails with its own reason when nothing can be cleared away either', async () => {
    const activations = new MemoryActivations();
    let calls = 0;
    activations.make = async () => {
      throw new Error('no such role');
    };
    activations.list = async () => {
      calls += 1;
      if (calls > 1) throw new Error('throttled');
      return [];
    };
    await expect(makeActivation(activations, ORDER)).rejects.toThrow('no such role');
  });

  it('is one, wherever the first try dies, after the second', async () => {
    let deaths = 0;
    for (const done of [false, true]) {
      for (let step = 1, died = true; died; step += 1) {
        const activations = new MemoryActivations();
        // One of a try before the first, so that there is something to delete.
        await madeBy(activations);
        const gate = dieAt(step, { done });
        const dying = wrapPort('activations', { port: activations, gate });
        await makeActivation(dying, ORDER).catch(() => undefined);
        died = gate.died;
        deaths += died ? 1 : 0;
        const { id, code } = await madeBy(activations);
        expect(activations.ids).toEqual([id]);
        activations.register({ id, code });
      }
    }
    // list, delete and make, each before and after.
    expect(deaths).toBe(6);
  });
});

describe('what a request made', () => {
  it('is taken back, but for one that a machine uses', async () => {
    const activations = new MemoryActivations();
    const used = await activations.make(ORDER);
    await activations.make(ORDER);
    activations.register({ id: used.id, code: used.code.reveal() });
    expect(await takeBack(activations, MARK)).toBe(used.id);
    expect(activations.ids).toEqual([used.id]);
  });

  it('is nothing, where nothing was made', async () => {
    const activations = new MemoryActivations();
    activations.addForeign('ops');
    expect(await takeBack(activations, MARK)).toBeUndefined();
    expect(activations.ids).toHaveLength(1);
  });
});
