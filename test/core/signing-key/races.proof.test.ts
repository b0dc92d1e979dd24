import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MINUTE } from '../../../core/time.ts';
import type { Gate } from '../../../torture/explorer/watched-ports.ts';
import { SigningWorld, type Wrap } from '../../support/fakes/signing-world.ts';
import { wrapPorts } from '../../support/wrap-port.ts';

/** Lets one outside step begin at a time, in an order that fast-check chooses. */
function shuffled(scheduler: fc.Scheduler): Wrap {
  const gate: Gate = {
    before: async ({ call }) => void (await scheduler.schedule(Promise.resolve(), call)),
    after: async () => {},
  };
  return (ports) => wrapPorts(ports, { names: ['secrets', 'ledger', 'signer'], gate });
}

describe('two brokers at the same time', () => {
  it('make one successor of a key, whichever is faster', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await SigningWorld.begun();
        world.clock.advance(30 * 24 * 60 * MINUTE);
        const wrap = shuffled(scheduler);
        const looks = ['patient a', 'patient b'].map((owner) =>
          world.look('tick', world.keyContext(owner, wrap)),
        );
        const outcomes = await scheduler.waitFor(Promise.all(looks));
        expect(outcomes.filter(({ kind }) => kind === 'rotated')).toHaveLength(1);
        expect(world.keyState.published.map(({ generation }) => generation)).toEqual([1, 2]);
        expect(world.keyState).toMatchObject({ rotation: null, announced: 2 });
        expect(world.secrets.secret('key/gastown').values.size).toBe(2);
      }),
      { numRuns: 60 },
    );
  });

  it('finish one rotation together, where each takes the other for gone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await SigningWorld.begun();
        world.clock.advance(30 * 24 * 60 * MINUTE);
        const wrap = shuffled(scheduler);
        const looks = ['a', 'b'].map((owner) => world.look('tick', world.keyContext(owner, wrap)));
        await scheduler.waitFor(Promise.all(looks));
        expect(world.keyState).toMatchObject({ rotation: null, announced: 2 });
        expect(world.keyState.published.map(({ generation }) => generation)).toEqual([1, 2]);
        expect(world.secrets.secret('key/gastown').values.size).toBe(2);
        expect(world.refusals()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('mint one token in force, and everybody is served that one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await SigningWorld.begun();
        world.clock.advance(9 * 60 * MINUTE);
        const wrap = shuffled(scheduler);
        const asks = ['a', 'b', 'c'].map((owner) =>
          world.ask({ kind: 'token', minValid: 0 }, world.tokenContext(owner, wrap)),
        );
        const outcomes = await scheduler.waitFor(Promise.all(asks));
        expect(outcomes.filter(({ kind }) => kind === 'minted')).toHaveLength(1);
        const served = outcomes.map((outcome) =>
          outcome.kind === 'unavailable' ? '' : 'token' in outcome && outcome.token.id,
        );
        expect(new Set(served).size).toBe(1);
        expect(world.tokenState).toMatchObject({ announced: 2, settled: { generation: 2, id: served[0] } });
      }),
      { numRuns: 60 },
    );
  });

  it('serve no token of a key that is ended meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = await SigningWorld.begun();
        world.clock.advance(9 * 60 * MINUTE);
        const wrap = shuffled(scheduler);
        const [, outcome] = await scheduler.waitFor(
          Promise.all([
            world.look('emergency', world.keyContext('a', wrap)),
            world.ask({ kind: 'token', minValid: 0 }, world.tokenContext('b', wrap)),
          ]),
        );
        const after = await world.ask({ kind: 'tick' });
        const [key] = world.keyState.published;
        expect(after).toMatchObject({ token: { kid: key?.publicKey.kid } });
        expect(outcome.kind).toBe('minted');
      }),
      { numRuns: 60 },
    );
  });
});
