import { describe, expect, it } from '@jest/globals';
import { changeActivation } from '../../../core/host/change-activation.ts';
import type { HeldActivation } from '../../../core/host/make-activation.ts';
import { makeActivation } from '../../../core/host/make-activation.ts';
import { removeActivation } from '../../../core/host/remove-activation.ts';
import { MemoryActivations } from '../../support/fakes/memory-activations.ts';

const OLD = { deployment: 'jada', host: 'ops', machine: '0123456789ab' };
const NEW = { ...OLD, machine: 'ba9876543210' };
const expiresAt = 1_000;

/** A host whose machine runs; `change` is an update of CloudFormation, of which each has another request. */
async function world({ registered = true } = {}) {
  const activations = new MemoryActivations();
  let requests = 0;
  const mark = (machine: typeof OLD) => {
    requests += 1;
    return { ...machine, request: `r-${requests}` };
  };
  const current = made(await makeActivation(activations, { mark: mark(OLD), expiresAt }));
  if (registered) activations.register(current);
  return {
    activations,
    current: current.id,
    change: (from: string, { was, to }: { was: typeof OLD | undefined; to: typeof OLD }) =>
      changeActivation(activations, { current: from, was, mark: mark(to), expiresAt }),
  };
}

function made(held: HeldActivation) {
  if (held.kind !== 'made') throw new Error(held.kind);
  return { id: held.activation.id, code: held.activation.code.reveal() };
}

describe('the activation of a host', () => {
  it('stays when the machine does, and nothing is asked of Systems Manager', async () => {
    const { activations, current, change } = await world();
    activations.list = () => Promise.reject(new Error('asked'));
    expect(await change(current, { was: OLD, to: OLD })).toEqual({ kind: 'kept', id: current });
  });

  it.each([
    ['machine', NEW],
    ['host', { ...OLD, host: 'other' }],
    ['deployment', { ...OLD, deployment: 'other' }],
  ])('is another for another %s; the old one is there until it is deleted', async (_, to) => {
    const { activations, current, change } = await world();
    const { id } = made(await change(current, { was: OLD, to }));
    expect(activations.ids).toEqual([current, id]);
    await removeActivation(activations, current);
    expect([activations.ids, activations.machines]).toEqual([[id], []]);
  });

  it('is another when nobody knows what the old one was for', async () => {
    const { current, change } = await world({ registered: false });
    expect(made(await change(current, { was: undefined, to: OLD })).id).not.toBe(current);
  });

  it('goes back to the machine that runs, after a deploy that failed behind its replacement', async () => {
    const { activations, current, change } = await world();
    const second = made(await change(current, { was: OLD, to: NEW }));
    activations.register(second);
    expect(await change(second.id, { was: NEW, to: OLD })).toEqual({ kind: 'kept', id: current });
    await removeActivation(activations, second.id);
    expect(activations.ids).toEqual([current]);
    expect(activations.machines).toEqual(await activations.machinesOf(current));
  });

  it('goes back to the machine that runs, after a replacement that failed', async () => {
    const { activations, current, change } = await world();
    expect(await change(current, { was: NEW, to: OLD })).toEqual({ kind: 'kept', id: current });
    expect(activations.ids).toEqual([current]);
  });

  it('does not go back to one that no machine is registered by: its code is lost', async () => {
    const { current, change } = await world({ registered: false });
    expect(made(await change(current, { was: NEW, to: OLD })).id).not.toBe(current);
  });
});
