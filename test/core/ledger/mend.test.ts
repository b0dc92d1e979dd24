import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../core/fault.ts';
import { mend } from '../../../core/ledger/mend.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { MINUTE } from '../../../core/time.ts';
import { type FlowWorld, flowWorld, type WorldOptions } from '../../support/fakes/flow-world.ts';

const TICK = { kind: 'tick' } as const;

/** A world whose ledger lost its newest states after a refresh to generation 2; `left` says how many are left. */
async function damaged(options: WorldOptions, left: 'generation 1' | 'nothing'): Promise<FlowWorld> {
  const world = flowWorld(options);
  await world.consent();
  const before = world.ledger.items.grant.get('crew');
  world.clock.advance(41 * MINUTE);
  await refresh(world.context, TICK);
  if (left === 'nothing') world.ledger.items.grant.delete('crew');
  else if (before) world.ledger.items.grant.set('crew', before);
  if (left === 'nothing') return world;
  const { read } = world.ledger;
  let whole = false;
  world.ledger.read = async (kind, id) => {
    if (kind === 'grant' && !whole)
      throw new Fault({ code: 'StateDamaged', message: 'the newest state is damaged' });
    return (await read.call(world.ledger, kind, id)) as never;
  };
  world.ledger.lastGood = async (id) => (await read.call(world.ledger, 'grant', id)) as never;
  const { replace } = world.ledger;
  world.ledger.replace = async (...args) => {
    whole = true;
    return await replace.apply(world.ledger, args);
  };
  return world;
}

describe('a state that was lost', () => {
  it.each(['generation 1', 'nothing'] as const)(
    'is rebuilt from the newest grant value when %s is left',
    async (left) => {
      const world = await damaged({ rotation: 'always' }, left);
      expect(await mend(world.context)).toBe(true);
      expect(await world.state()).toMatchObject({ settled: { generation: 2 } });
      expect(await mend(world.context)).toBe(false);
    },
  );

  it('counts as a lost exchange, so that a spent token is not sent blindly', async () => {
    const world = await damaged({ rotation: 'always' }, 'generation 1');
    await mend(world.context);
    const sent = world.issuer.requests.length;
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'unsettled' });
    expect(world.issuer.requests).toHaveLength(sent);
    world.clock.advance(59 * MINUTE);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed', generation: 3 });
    expect(world.issuer.families.every(({ revoked }) => !revoked)).toBe(true);
  });

  it('costs nothing where the issuer never rotates', async () => {
    const world = await damaged({ rotation: 'never' }, 'nothing');
    await mend(world.context);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed', generation: 3 });
  });

  it('that never was is not made up', async () => {
    const world = flowWorld();
    expect(await mend(world.context)).toBe(false);
    expect(world.ledger.items.grant.size).toBe(0);
  });
});
