import { describe, expect, it } from '@jest/globals';
import { readTokenValue } from '../../../core/grant/value.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { rotateToken } from '../../../core/token-rotation/rotate-token.ts';
import type { PendingLabels, TokenRotation } from '../../../core/token-rotation/rotation.ts';
import { ROTATION_STEPS, type RotationStep, readRotationStep } from '../../../core/token-rotation/step.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const ID = 'token/sheets';
const VERSION = 'aaaaaaaa-0000-4000-8000-000000000001';

/** A world whose grant was consented to an hour ago less a bit, so that its token is no longer young. */
async function agedWorld(): Promise<FlowWorld> {
  const world = flowWorld();
  await world.consent();
  await refresh(world.context, { kind: 'tick' });
  world.clock.advance(20 * MINUTE);
  return world;
}

function rotationOf(world: FlowWorld, versionId = VERSION): TokenRotation {
  const labels: PendingLabels = {
    drop: async (id, label, version) => {
      const stages = world.secrets.secret(id).labels;
      if (stages.get(label) === version) stages.delete(label);
    },
  };
  return { context: world.context, labels, token: 'sheets', versionId };
}

async function rotate(
  rotation: TokenRotation,
  steps: readonly RotationStep[] = ROTATION_STEPS,
): Promise<void> {
  for (const step of steps) await rotateToken(rotation, step);
}

async function generationInForce({ secrets }: FlowWorld): Promise<number | undefined> {
  const text = await secrets.read(ID, (await secrets.labelled(ID, 'AWSCURRENT')) ?? '');
  return text && readTokenValue(text)?.generation;
}

describe('a rotation of a token secret', () => {
  it('puts a fresh token in force with one exchange', async () => {
    const world = await agedWorld();
    const before = world.issuer.requests.length;
    await rotate(rotationOf(world));
    expect(world.issuer.requests.length - before).toBe(1);
    expect(await world.secrets.labelled(ID, 'AWSCURRENT')).toBe(VERSION);
    expect(await generationInForce(world)).toBe(2);
  });

  it('sends no second exchange when every step comes twice', async () => {
    const world = await agedWorld();
    const before = world.issuer.requests.length;
    await rotate(
      rotationOf(world),
      ROTATION_STEPS.flatMap((step) => [step, step]),
    );
    expect(world.issuer.requests.length - before).toBe(1);
    expect(await world.secrets.labelled(ID, 'AWSCURRENT')).toBe(VERSION);
  });

  it('sends no second exchange when it died between the exchange and the pending version', async () => {
    const world = await agedWorld();
    await refresh(world.context, { kind: 'replace', unlessFingerprint: null });
    const before = world.issuer.requests.length;
    await rotate(rotationOf(world));
    expect(world.issuer.requests.length).toBe(before);
    expect(await generationInForce(world)).toBe(2);
  });

  it('gives way to a newer token that came in between, and leaves no pending label', async () => {
    const world = await agedWorld();
    await rotate(rotationOf(world), ['createSecret', 'testSecret']);
    await refresh(world.context, { kind: 'replace', unlessFingerprint: null });
    const current = await world.secrets.labelled(ID, 'AWSCURRENT');
    await rotate(rotationOf(world), ['finishSecret']);
    expect(await world.secrets.labelled(ID, 'AWSCURRENT')).toBe(current);
    expect(await world.secrets.labelled(ID, 'AWSPENDING')).toBeUndefined();
    expect(await generationInForce(world)).toBe(3);
  });

  it('bears a pending version that somebody else made, as the test of a new configuration does', async () => {
    const world = await agedWorld();
    await world.secrets.put(ID, { versionId: VERSION, value: new SecretText('{}'), label: 'AWSPENDING' });
    await rotate(rotationOf(world), ['testSecret']);
    await rotate(rotationOf(world, 'bbbbbbbb-0000-4000-8000-000000000002'), ['testSecret']);
    expect(await generationInForce(world)).toBe(1);
  });

  it('fails its test when the token ended before it was put in force', async () => {
    const world = await agedWorld();
    await rotate(rotationOf(world), ['createSecret']);
    world.clock.advance(2 * HOUR);
    await expect(rotate(rotationOf(world), ['testSecret'])).rejects.toMatchObject({
      code: 'RotationTestFailed',
    });
  });

  it('says why there is no new token, and changes nothing', async () => {
    const world = await agedWorld();
    for (const family of world.issuer.families) family.revoked = true;
    const current = await world.secrets.labelled(ID, 'AWSCURRENT');
    await expect(rotate(rotationOf(world))).rejects.toMatchObject({
      code: 'RotationImpossible',
      message: expect.stringContaining('grant crew gives no new token'),
      remedy: 'evergrant login crew',
    });
    expect(await world.secrets.labelled(ID, 'AWSCURRENT')).toBe(current);
    expect(await world.secrets.labelled(ID, 'AWSPENDING')).toBeUndefined();
  });

  it('cannot be finished where nothing is pending', async () => {
    const world = await agedWorld();
    await expect(rotate(rotationOf(world), ['finishSecret'])).rejects.toMatchObject({
      code: 'RotationPendingMissing',
    });
  });
});

describe('a step of a rotation', () => {
  it.each([
    ['createSecret', 'createSecret'],
    ['create_secret', 'createSecret'],
    ['finish_secret', 'finishSecret'],
    ['testSecret', 'testSecret'],
  ])('is read from %s', (text, step) => {
    expect(readRotationStep(text)).toBe(step);
  });

  it.each(['', 'deleteSecret', 'createsecrets'])('is not read from %j', (text) => {
    expect(readRotationStep(text)).toBeUndefined();
  });
});
