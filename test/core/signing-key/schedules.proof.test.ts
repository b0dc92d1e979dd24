import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { CrashGate, runTo } from '../../../torture/explorer/crash-gate.ts';
import { SigningWorld, type Wrap } from '../../support/fakes/signing-world.ts';
import { wrapPorts } from '../../support/wrap-port.ts';

const NAMES = ['secrets', 'ledger', 'signer'] as const;

/** Something that happens to a key, its tokens or their verifiers. */
type Happening = (world: SigningWorld) => Promise<void>;

const span = fc.oneof(
  fc.integer({ min: SECOND, max: 15 * MINUTE }),
  fc.integer({ min: MINUTE, max: 12 * HOUR }),
  fc.integer({ min: HOUR, max: 12 * DAY }),
);

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: span.map(
      (by): Happening =>
        async (world) =>
          world.clock.advance(by),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Happening>(async (world) => void (await world.look('tick'))) },
  { weight: 2, arbitrary: fc.constant<Happening>(async (world) => void (await world.look('now'))) },
  { weight: 3, arbitrary: fc.constant<Happening>(async (world) => void (await world.ask({ kind: 'tick' }))) },
  { weight: 3, arbitrary: fc.constant<Happening>(fetched) },
  { weight: 3, arbitrary: fc.constant<Happening>(replaced) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(MINUTE, HOUR, 8 * HOUR, DAY).map(
      (lifetime): Happening =>
        async (world) => {
          world.token = { ...world.token, lifetime };
        },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(30), fc.constantFrom('before' as const, 'after' as const), fc.boolean()).map(
      ([at, side, rotates]): Happening =>
        (world) =>
          dying(world, { at, side, rotates }),
    ),
  },
);

describe('whatever the order of looks, rotations, mints, crashes and fetches', () => {
  it('every token that was given out is known to every verifier until it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 60 }), async (happenings) => {
        const world = await SigningWorld.begun({ key: { rotateEvery: 3 * DAY }, token: { lifetime: HOUR } });
        const found: string[] = [];
        for (const happens of happenings) {
          await happens(world);
          found.push(...world.refusals());
        }
        expect(found).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

async function fetched(world: SigningWorld): Promise<void> {
  await world.ask({ kind: 'token', minValid: 0 });
}

async function replaced(world: SigningWorld): Promise<void> {
  await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
}

/** A broker that dies at some step; nobody got what it was about to give. */
async function dying(
  world: SigningWorld,
  { at, side, rotates }: { at: number; side: 'before' | 'after'; rotates: boolean },
): Promise<void> {
  const gate = new CrashGate({ at, side });
  const wrap: Wrap = (ports) => wrapPorts(ports, { names: NAMES, gate });
  await runTo(gate, () =>
    rotates
      ? world.look('now', world.keyContext('doomed', wrap))
      : world.ask({ kind: 'token', minValid: 59 * MINUTE }, world.tokenContext('doomed', wrap)),
  );
}
