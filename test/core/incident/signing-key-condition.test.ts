import { describe, expect, it } from '@jest/globals';
import { signingKeyConditionOf } from '../../../core/incident/signing-key-condition.ts';
import { DAY } from '../../../core/time.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

describe('people hear of a signing key', () => {
  it('when there is none', () => {
    expect(condition(new SigningWorld())).toMatchObject({
      severity: 'critical',
      reason: 'SigningKeyMissing',
    });
  });

  it('when its rotation is late by a day, and not before', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(29.5 * DAY - 1);
    expect(condition(world)).toBeNull();
    world.clock.advance(1);
    expect(condition(world)).toMatchObject({
      severity: 'warning',
      reason: 'RotationLate',
      affected: ['mayor'],
    });
    await world.look('tick');
    expect(condition(world)).toBeNull();
  });

  it('when an emergency rotation is not done', async () => {
    const world = await SigningWorld.begun();
    const broken = world.keyContext('broker', (ports) => ({
      ...ports,
      signer: { ...ports.signer, generate: () => Promise.reject(new Error('no entropy')) },
    }));
    await expect(world.look('emergency', broken)).rejects.toThrow('no entropy');
    expect(condition(world)).toMatchObject({ severity: 'critical', reason: 'EmergencyPending' });
    await world.look('tick', world.keyContext('another'));
    expect(condition(world)).toBeNull();
  });
});

function condition(world: SigningWorld) {
  const { keyState: state, key } = world;
  const { rotateEvery } = key;
  return signingKeyConditionOf({
    key: key.name,
    state,
    now: world.clock.now(),
    rotateEvery,
    affected: ['mayor'],
  });
}
