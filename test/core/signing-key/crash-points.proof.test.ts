import { describe, expect, it } from '@jest/globals';
import { keySecret } from '../../../core/rotate/version-ids.ts';
import type { SigningKeyDemand } from '../../../core/signing-key/outcome.ts';
import { promotedKeys } from '../../../core/signing-key/signing-key-at.ts';
import { MINUTE } from '../../../core/time.ts';
import { CrashGate, type CrashPoint, runTo } from '../../../torture/explorer/crash-gate.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';
import { wrapPorts } from '../../support/wrap-port.ts';

describe('a broker that is killed at any step of', () => {
  for (const demand of ['now', 'emergency'] as const)
    for (const gap of demand === 'now' ? [0, 30 * MINUTE] : [0])
      it(`a rotation (${demand}) loses no token that should live, if its successor comes ${gap / MINUTE} min later`, async () => {
        const whole = await crashAt({ at: -1, side: 'before' }, { demand, gap });
        expect(whole.found).toEqual([]);
        expect(whole.steps).toBeGreaterThan(12);
        const wrong: string[] = [];
        for (let at = 0; at < whole.steps; at += 1)
          for (const side of ['before', 'after'] as const) {
            const { call, found } = await crashAt({ at, side }, { demand, gap });
            wrong.push(...found.map((problem) => `${side} ${call} (${at}): ${problem}`));
          }
        expect(wrong).toEqual([]);
      });

  it('the first rotation makes one key and no other', async () => {
    const steps = (await crashInFirst({ at: -1, side: 'before' })).steps;
    for (let at = 0; at < steps; at += 1)
      for (const side of ['before', 'after'] as const)
        expect((await crashInFirst({ at, side })).versions).toBe(1);
  });
});

async function crashAt(point: CrashPoint, { demand, gap }: { demand: SigningKeyDemand; gap: number }) {
  const world = await SigningWorld.begun({ token: { lifetime: 20 * MINUTE } });
  const gate = new CrashGate(point);
  const names = ['secrets', 'ledger', 'signer'] as const;
  const doomed = world.keyContext('doomed', (ports) => wrapPorts(ports, { names, gate }));
  for (const [late, verifier] of world.verifiers.entries()) {
    world.clock.advance(late * 3 * MINUTE);
    verifier.knows(world.clock.now());
  }
  const [old] = promotedKeys(world.keyState);
  const walk = await runTo(gate, () => world.look(demand, doomed));
  const found = walk.kind === 'threw' ? [`the flow threw: ${walk.message}`] : [];
  await mintAgain(world);
  if (demand === 'now') found.push(...world.refusals());
  world.clock.advance(gap);
  for (let minute = 0; minute < 45; minute += 1) {
    // A person whose command was cut short gives it again.
    await world.look(minute === 0 ? demand : 'tick', world.keyContext('successor'));
    await world.ask({ kind: 'token', minValid: 0 });
    if (minute % 2 === 0) await mintAgain(world);
    found.push(...world.refusals());
    world.clock.advance(MINUTE);
  }
  return {
    steps: gate.steps.length,
    call: gate.steps.at(-1)?.call ?? '',
    found: [...found, ...atRest(world, old?.publicKey.kid)],
  };
}

/** Somebody needs another token, which is as good a use of the key in force as any. */
async function mintAgain(world: SigningWorld): Promise<void> {
  world.clock.advance(MINUTE);
  await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
}

function atRest(world: SigningWorld, oldKid: string | undefined): readonly string[] {
  const { published, rotation, wanted, superseded } = world.keyState;
  const [only, ...more] = published;
  const { labels, values } = world.secrets.secret(keySecret('gastown'));
  const labelled = [...labels.values()];
  return [
    ...(rotation || wanted || more.length > 0 ? ['something is left to do'] : []),
    ...(only?.publicKey.kid === oldKid ? ['the key was not replaced'] : []),
    ...(labels.get('AWSCURRENT') === only?.versionId ? [] : ['AWSCURRENT stands elsewhere']),
    ...(world.tokenState.settled?.kid === only?.publicKey.kid ? [] : ['tokens are signed by another key']),
    ...[...values.keys()].filter((id) => !labelled.includes(id)).map((id) => `version ${id} was left behind`),
    ...superseded.filter((id) => !labelled.includes(id)).map((id) => `version ${id} is listed for nothing`),
  ];
}

async function crashInFirst(point: CrashPoint) {
  const world = new SigningWorld();
  const gate = new CrashGate(point);
  const names = ['secrets', 'ledger', 'signer'] as const;
  await runTo(gate, () =>
    world.look(
      'tick',
      world.keyContext('doomed', (ports) => wrapPorts(ports, { names, gate })),
    ),
  );
  await world.look('tick', world.keyContext('successor'));
  expect(world.keyState).toMatchObject({
    rotation: null,
    announced: 1,
    published: [{ signsFrom: world.clock.now() }],
  });
  return { steps: gate.steps.length, versions: world.secrets.secret(keySecret('gastown')).values.size };
}
