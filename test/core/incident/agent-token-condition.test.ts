import { describe, expect, it } from '@jest/globals';
import { agentTokenConditionOf } from '../../../core/incident/agent-token-condition.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

describe('people hear of the tokens of an agent', () => {
  it('not while they are minted, nor while their agent sleeps', async () => {
    const world = await SigningWorld.begun();
    expect(condition(world)).toBeNull();
    world.clock.advance(20 * HOUR);
    expect(condition(world)).toBeNull();
  });

  it('when no key could be made', () => {
    expect(condition(new SigningWorld())).toMatchObject({
      severity: 'critical',
      reason: 'SigningKeyMissing',
    });
  });

  it('when a consumer is refused with a fresh token, until nobody has been for a while', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(SECOND);
    await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
    expect(condition(world)).toMatchObject({
      ...{ severity: 'critical', reason: 'FreshTokenRefused', worksUntil: world.clock.now() },
      affected: ['town'],
    });
    world.clock.advance(15 * MINUTE - 1);
    expect(condition(world)).not.toBeNull();
    world.clock.advance(1);
    expect(condition(world)).toBeNull();
  });

  it('when a token that is always wanted is not renewed: first as a warning, then it has ended', async () => {
    const world = await SigningWorld.begun({ token: { renew: 'always', lifetime: 6 * HOUR } });
    world.clock.advance(5 * HOUR - 1);
    expect(condition(world)).toBeNull();
    world.clock.advance(1);
    expect(condition(world)).toMatchObject({ severity: 'warning', reason: 'MintingFails' });
    world.clock.advance(HOUR);
    expect(condition(world)).toMatchObject({ severity: 'critical', reason: 'MintingFails' });
  });

  it('when a token does not reach its consumers', async () => {
    const world = await SigningWorld.begun();
    const trouble = {
      severity: 'critical',
      reason: 'DeliveryFailed',
      message: 'no',
      remedy: 'repair',
    } as const;
    expect(condition(world, [trouble])).toMatchObject({
      reason: 'DeliveryFailed',
      worksUntil: world.tokenState.settled?.expiresAt,
    });
  });
});

function condition(
  world: SigningWorld,
  deliveryTroubles: Parameters<typeof agentTokenConditionOf>[0]['deliveryTroubles'] = [],
) {
  const { token: spec, tokenState: state, keyState: key } = world;
  return agentTokenConditionOf({
    spec,
    state,
    key,
    now: world.clock.now(),
    affected: ['town'],
    deliveryTroubles,
  });
}
