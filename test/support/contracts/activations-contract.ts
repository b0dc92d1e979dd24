import { describe, expect, it } from '@jest/globals';
import { readMark } from '../../../core/host/activation-mark.ts';
import type { Activations } from '../../../core/host/activations.ts';

/** What a test of the contract works with. */
export interface ActivationsUnderTest {
  readonly activations: Activations;
  /** What the agent does on a machine. */
  register(id: string, code: string): void;
}

const MARK = { deployment: 'jada', host: 'ops', machine: '0123456789ab', request: 'r-1' };
const GONE = '0d1c6a9e-3f0b-4b0e-9c55-8f6d3c1e2a77';

/** What everything does that keeps activations. @param make a fresh and empty one for each test */
export function activationsContract(name: string, make: () => Promise<ActivationsUnderTest>): void {
  describe(`${name} keeps the contract of activations`, () => {
    const made = async () => {
      const under = await make();
      const expiresAt = Date.now() + 3_600_000;
      const activation = await under.activations.make({ mark: MARK, expiresAt });
      return { ...under, expiresAt, id: activation.id, code: activation.code };
    };

    it('lists what was made for a host, with its mark, and not what was made for another', async () => {
      const { activations, id, expiresAt } = await made();
      await activations.make({ mark: { ...MARK, host: 'other' }, expiresAt });
      const [listed, ...others] = await activations.list('ops');
      expect([listed?.id, listed?.state, others]).toEqual([id, 'open', []]);
      expect(readMark(listed?.description ?? '')).toEqual(MARK);
      expect(Math.abs((listed?.expiresAt ?? 0) - expiresAt)).toBeLessThan(1000);
    });

    it('makes a second one for the same request', async () => {
      const { activations, id, expiresAt } = await made();
      const second = await activations.make({ mark: MARK, expiresAt });
      expect(new Set((await activations.list('ops')).map((each) => each.id))).toEqual(
        new Set([id, second.id]),
      );
    });

    it('knows who registered by which, until each is deregistered', async () => {
      const { activations, register, id, code } = await made();
      expect(await activations.machinesOf(id)).toEqual([]);
      register(id, code.reveal());
      expect(await activations.list('ops')).toMatchObject([{ id, state: 'used' }]);
      const [machine = '', ...others] = await activations.machinesOf(id);
      expect(others).toEqual([]);
      await activations.deregister(machine);
      expect(await activations.machinesOf(id)).toEqual([]);
      await activations.deregister(machine);
    });

    it('deletes one, and leaves the machine that registered by it', async () => {
      const { activations, register, id, code } = await made();
      register(id, code.reveal());
      await activations.delete(id);
      expect(await activations.list('ops')).toEqual([]);
      expect(await activations.machinesOf(id)).toHaveLength(1);
      await activations.delete(id);
    });

    it('takes one that is not there for one that is gone', async () => {
      const { activations } = await make();
      await activations.delete(GONE);
      expect(await activations.machinesOf(GONE)).toEqual([]);
    });
  });
}
