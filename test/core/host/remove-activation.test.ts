import { describe, expect, it } from '@jest/globals';
import { removeActivation } from '../../../core/host/remove-activation.ts';
import { dieAt } from '../../support/die-at.ts';
import { MemoryActivations } from '../../support/fakes/memory-activations.ts';
import { wrapPort } from '../../support/wrap-port.ts';

const MARK = { deployment: 'jada', host: 'ops', machine: '0123456789ab', request: 'r-1' };

/** Two activations; `machines` are registered by the first, one by the second. */
async function world(machines: number) {
  const activations = new MemoryActivations();
  const { id } = await activations.make({ mark: MARK, expiresAt: 1 });
  const other = activations.addForeign('ops');
  for (let n = 0; n < machines; n += 1) activations.addMachine(id);
  const stays = activations.addMachine(other);
  const left = () => [activations.ids, activations.machines];
  return { activations, id, left, others: [[other], [stays]] };
}

describe('an activation that is removed', () => {
  it.each([0, 1, 3])('takes %i registered machines with it, and no other', async (machines) => {
    const { activations, id, left, others } = await world(machines);
    await removeActivation(activations, id);
    expect(left()).toEqual(others);
    await removeActivation(activations, id);
    expect(left()).toEqual(others);
  });

  it('takes a machine with it that registers meanwhile', async () => {
    const { activations, id, left, others } = await world(1);
    const inner = activations.delete.bind(activations);
    activations.delete = async (activation) => {
      activations.addMachine(id);
      await inner(activation);
    };
    await removeActivation(activations, id);
    expect(left()).toEqual(others);
  });

  it('takes the machines with it where the activation itself is gone', async () => {
    const { activations, id, left, others } = await world(2);
    await activations.delete(id);
    await removeActivation(activations, id);
    expect(left()).toEqual(others);
  });

  it('is removed by the second try, wherever the first dies', async () => {
    let deaths = 0;
    for (const done of [false, true]) {
      for (let step = 1, died = true; died; step += 1) {
        const { activations, id, left, others } = await world(2);
        const gate = dieAt(step, { done });
        await removeActivation(wrapPort('activations', { port: activations, gate }), id).catch(() => {});
        died = gate.died;
        deaths += died ? 1 : 0;
        await removeActivation(activations, id);
        expect(left()).toEqual(others);
      }
    }
    // Two machines: look, deregister twice, delete, look again; each before and after.
    expect(deaths).toBe(10);
  });
});
