import { describe, expect, it } from '@jest/globals';
import type { KeyPorts } from '../../../core/rotate/context.ts';
import { lookAtKey } from '../../../core/rotate/look.ts';
import { setKey } from '../../../core/rotate/set-key.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { DAY } from '../../../core/time.ts';
import { CrashGate, type CrashPoint, runTo } from '../../../torture/explorer/crash-gate.ts';
import { KeyWorld } from '../../support/fakes/key-world.ts';

const FLOWS: Readonly<
  Record<string, (world: KeyWorld, broker: ReturnType<KeyWorld['context']>) => Promise<unknown>>
> = {
  'a rotation': (_, broker) => lookAtKey(broker, 'now'),
  'a rotation in an emergency': (_, broker) => lookAtKey(broker, 'emergency'),
  'the end of an overlap': async (world, broker) => {
    await lookAtKey(world.context(), 'now');
    world.clock.advance(DAY + 1);
    await lookAtKey(broker, 'tick');
  },
  'a key that a person sets over a rotated one': async (world, broker) => {
    await lookAtKey(world.context(), 'now');
    await setKey(broker, new SecretText(world.rotator.issue('another', ['mail.send']).key));
  },
};

describe('a broker that is killed at any step of', () => {
  for (const [name, flow] of Object.entries(FLOWS)) {
    for (const showsAgain of [false, true]) {
      it(`${name} leaves no key behind and loses none${showsAgain ? ', where keys are shown again' : ''}`, async () => {
        const steps = (await crashAt(flow, { point: { at: -1, side: 'before' }, showsAgain })).steps;
        expect(steps).toBeGreaterThan(8);
        const wrong: string[] = [];
        for (let at = 0; at < steps; at += 1) {
          for (const side of ['before', 'after'] as const) {
            const { call, found } = await crashAt(flow, { point: { at, side }, showsAgain });
            wrong.push(...found.map((problem) => `${side} ${call} (${at}): ${problem}`));
          }
        }
        expect(wrong).toEqual([]);
      });
    }
  }
});

async function crashAt(
  flow: (world: KeyWorld, broker: ReturnType<KeyWorld['context']>) => Promise<unknown>,
  { point, showsAgain }: { point: CrashPoint; showsAgain: boolean },
) {
  const world = await KeyWorld.withKey({ showsAgain });
  const gate = new CrashGate(point);
  const doomed = world.context('doomed', (ports) => watched(ports, gate));
  const walk = await runTo(gate, () => flow(world, doomed));
  const threw = walk.kind === 'threw' ? [`the flow threw: ${walk.message}`] : [];
  await world.goOn(5 * DAY, 'successor');
  // A key that the broker never got to keep is the person's to delete.
  const another = world.rotator.keys.find(({ name }) => name === 'another');
  if (another && world.state.settled?.keyId !== another.keyId) another.deleted = true;
  return {
    steps: gate.steps.length,
    call: gate.steps.at(-1)?.call ?? '',
    found: [...threw, ...world.atRest()],
  };
}

/** Every call of these ports is an outside step. */
function watched(ports: KeyPorts, gate: CrashGate): KeyPorts {
  return {
    ...ports,
    secrets: watchPort('secrets', { port: ports.secrets, gate }),
    ledger: watchPort('ledger', { port: ports.ledger, gate }),
    delivery: watchPort('delivery', { port: ports.delivery, gate }),
    adoption: watchPort('adoption', { port: ports.adoption, gate }),
    rotator: ports.rotator && watchPort('rotator', { port: ports.rotator, gate }),
  };
}

function watchPort<T extends object>(name: string, { port, gate }: { port: T; gate: CrashGate }): T {
  return new Proxy(port, {
    get(_, member) {
      const inner: unknown = Reflect.get(port, member);
      if (typeof inner !== 'function' || member === 'keyIdOf') return inner;
      return async (...args: unknown[]) => {
        await gate.before({ call: `${name}.${String(member)}`, args });
        const result: unknown = await Reflect.apply(inner, port, args);
        await gate.after();
        return result;
      };
    },
  });
}
