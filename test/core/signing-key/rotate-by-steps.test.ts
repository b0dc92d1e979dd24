import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../core/fault.ts';
import { keySecret } from '../../../core/rotate/version-ids.ts';
import { rotateKeyByStep } from '../../../core/signing-key/rotate-by-steps.ts';
import { promotedKeys } from '../../../core/signing-key/signing-key-at.ts';
import { MINUTE } from '../../../core/time.ts';
import { ROTATION_STEPS, type RotationStep } from '../../../core/token-rotation/step.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

const VERSION = 'a2f0c1de-0000-4000-8000-000000000001';
const SECRET = keySecret('gastown');

function stepsOf(world: SigningWorld, owner = 'rotate') {
  const { labels } = world.secrets.secret(SECRET);
  return (step: RotationStep, versionId = VERSION) =>
    rotateKeyByStep(
      {
        context: world.keyContext(owner),
        labels: {
          drop: async (_, label, from) => void (labels.get(label) === from && labels.delete(label)),
        },
        versionId,
      },
      step,
    );
}

const newest = (world: SigningWorld) => promotedKeys(world.keyState).at(-1);

describe('a rotation of a key secret by the steps of Secrets Manager', () => {
  it('makes the version that was asked for the newest key, whichever steps come twice', async () => {
    const world = await SigningWorld.begun();
    const step = stepsOf(world);
    for (const each of ROTATION_STEPS) {
      await step(each);
      await step(each);
      expect(world.refusals()).toEqual([]);
    }
    expect(newest(world)).toMatchObject({ versionId: VERSION, generation: 2, withdrawAt: null });
    expect(newest(world)?.signsFrom).toBe(world.clock.now() + 11 * MINUTE);
    expect(world.secrets.secret(SECRET).labels.get('AWSCURRENT')).toBe(VERSION);
    expect([world.keyState.rotation, world.secrets.secret(SECRET).values.size]).toEqual([null, 2]);
    for (const each of ROTATION_STEPS) await step(each);
    expect(newest(world)?.generation).toBe(2);
  });

  it('makes the first key, which signs at once', async () => {
    const world = new SigningWorld();
    for (const each of ROTATION_STEPS) await stepsOf(world)(each);
    expect(newest(world)).toMatchObject({ versionId: VERSION, generation: 1, signsFrom: world.clock.now() });
    expect(await world.ask({ kind: 'token', minValid: 0 })).toMatchObject({ kind: 'minted' });
  });

  it.each([1, 2, 3])(
    'that stops after %i steps is finished by a look, and by its own next steps',
    async (done) => {
      for (const resume of ['look', 'steps'] as const) {
        const world = await SigningWorld.begun();
        const step = stepsOf(world);
        for (const each of ROTATION_STEPS.slice(0, done)) await step(each);
        expect(world.refusals()).toEqual([]);
        if (resume === 'look')
          expect(await world.look('tick')).toMatchObject({ kind: 'rotated', generation: 2 });
        for (const each of ROTATION_STEPS.slice(done)) await step(each);
        expect(newest(world)).toMatchObject({ versionId: VERSION, generation: 2 });
        expect(world.secrets.secret(SECRET).labels.get('AWSCURRENT')).toBe(VERSION);
        for (let minute = 0; minute < 30; minute += 1) {
          world.clock.advance(MINUTE);
          await world.ask({ kind: 'token', minValid: 0 });
          expect(world.refusals()).toEqual([]);
        }
      }
    },
  );

  it('finishes a rotation whose owner is gone before it begins its own', async () => {
    const world = await SigningWorld.begun();
    const other = 'a2f0c1de-0000-4000-8000-000000000002';
    await stepsOf(world, 'doomed')('createSecret', other);
    for (const each of ROTATION_STEPS) await stepsOf(world)(each);
    expect(
      promotedKeys(world.keyState)
        .map(({ versionId }) => versionId)
        .slice(1),
    ).toEqual([other, VERSION]);
  });

  it('waits while another rotation is under way', async () => {
    const world = await SigningWorld.begun();
    await stepsOf(world)('createSecret', 'a2f0c1de-0000-4000-8000-000000000002');
    await expect(stepsOf(world, 'patient rotate')('createSecret')).rejects.toMatchObject({
      code: 'SigningKeyBusy',
      retryable: true,
    });
  });

  it('tolerates a pending version that it did not make, and puts none such in force', async () => {
    const world = await SigningWorld.begun();
    const before = newest(world)?.versionId;
    const { labels } = world.secrets.secret(SECRET);
    labels.set('AWSPENDING', VERSION);
    await stepsOf(world)('testSecret');
    for (const each of ['setSecret', 'finishSecret'] as const)
      await expect(stepsOf(world)(each)).rejects.toThrow(Fault);
    expect([newest(world)?.versionId, labels.has('AWSPENDING')]).toEqual([before, false]);
  });

  it('leaves an emergency to a look, which knows the tokens that die', async () => {
    const world = await SigningWorld.begun();
    const stored = world.ledger.items.signingKey.get('gastown');
    if (!stored) throw new Error('expected a key');
    await world.ledger.replace('signingKey', 'gastown', {
      seen: stored.revision,
      item: { ...stored.item, wanted: 'emergency' },
    });
    await expect(stepsOf(world)('createSecret')).rejects.toMatchObject({ code: 'SigningKeyBusy' });
    expect(await world.look('tick')).toMatchObject({ kind: 'rotated', dying: [{ name: 'mayor' }] });
  });

  it('rebuilds a state that was lost before it makes another key', async () => {
    const world = await SigningWorld.begun();
    const kid = newest(world)?.publicKey.kid;
    world.ledger.items.signingKey.clear();
    for (const each of ROTATION_STEPS) await stepsOf(world)(each);
    expect(promotedKeys(world.keyState)).toMatchObject([{ publicKey: { kid } }, { versionId: VERSION }]);
  });
});
