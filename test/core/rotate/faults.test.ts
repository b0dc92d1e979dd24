import { describe, expect, it } from '@jest/globals';
import { lookAtKey } from '../../../core/rotate/look.ts';
import { setKey } from '../../../core/rotate/set-key.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { KeyWorld } from '../../support/fakes/key-world.ts';
import type { ModelFault } from '../../support/fakes/model-rotator.ts';

const METHODS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret', 'findSecret'] as const;
const FAULTS: readonly ModelFault[] = ['transient', 'rateLimited', 'forbidden', 'lost'];

describe('a rotation during which the issuer fails', () => {
  for (const method of METHODS) {
    it.each(FAULTS)(`at ${method} with %s ends with one key, and everybody has it`, async (fault) => {
      const world = await KeyWorld.withKey();
      world.rotator.fail(method, fault, fault);
      await lookAtKey(world.context(), 'now');
      await world.goOn(5 * DAY);
      expect(world.atRest()).toEqual([]);
      expect(world.state.settled?.generation).toBeGreaterThanOrEqual(2);
    });
  }

  it('leaves the key in force and every sink alone', async () => {
    const world = await KeyWorld.withKey();
    const { sink } = world;
    world.rotator.fail('createSecret', 'forbidden');
    expect(await lookAtKey(world.context(), 'now')).toMatchObject({
      kind: 'failed',
      verdict: { reason: 'ManagingKeyForbidden' },
    });
    expect(world.state.settled?.generation).toBe(1);
    expect(world.sink).toBe(sink);
    expect(await lookAtKey(world.context(), 'tick')).toMatchObject({ kind: 'backingOff' });
  });

  it('is not tried again before the issuer said, not even for a person', async () => {
    const world = await KeyWorld.withKey();
    world.rotator.fail('createSecret', 'rateLimited');
    await lookAtKey(world.context(), 'now');
    expect(await lookAtKey(world.context(), 'now')).toMatchObject({ kind: 'backingOff' });
    world.clock.advance(91_000);
    expect(await lookAtKey(world.context(), 'now')).toMatchObject({ kind: 'rotated' });
  });

  it('finds and deletes a key whose request arrived after everybody had given it up', async () => {
    const world = await KeyWorld.withKey();
    world.rotator.fail('createSecret', 'late');
    await lookAtKey(world.context(), 'now');
    await world.goOn(5 * DAY);
    expect(world.rotator.keys).toHaveLength(3);
    expect(world.atRest()).toEqual([]);
  });
});

describe('a key in force', () => {
  it('is rotated when its time has come, and not before', async () => {
    const world = await KeyWorld.withKey();
    await world.goOn(28 * DAY);
    expect(world.state.settled?.generation).toBe(1);
    await world.goOn(DAY);
    expect(world.state.settled?.generation).toBe(2);
    expect(world.rotator.alive()).toHaveLength(2);
    await world.goOn(DAY);
    expect(world.atRest()).toEqual([]);
  });

  it('that somebody deleted at the issuer is noticed, and no other is made unless a person asks', async () => {
    const world = await KeyWorld.withKey();
    for (const key of world.rotator.keys) key.deleted = true;
    await world.goOn(40 * DAY);
    expect(world.state.refusal).toMatchObject({ reason: 'ApiKeyRefused' });
    expect(world.rotator.calls).not.toContain('createSecret');
    expect(world.events.filter(({ type }) => type === 'keyRefused')).toHaveLength(1);
    expect(await lookAtKey(world.context(), 'now')).toMatchObject({ kind: 'rotated' });
    expect(world.state.refusal).toBeNull();
  });

  it('outlives its overlap while a sink still holds it', async () => {
    const world = await KeyWorld.withKey();
    await lookAtKey(world.context(), 'now');
    world.holdouts = { sinks: ['mail-key'], consumers: [] };
    await world.goOn(3 * DAY);
    expect(world.rotator.alive()).toHaveLength(2);
    world.holdouts = { sinks: [], consumers: [] };
    await world.goOn(HOUR);
    expect(world.atRest()).toEqual([]);
  });

  it('waits a second overlap for a consumer that goes on with the old one, and no longer', async () => {
    const world = await KeyWorld.withKey();
    await lookAtKey(world.context(), 'now');
    world.holdouts = { sinks: [], consumers: ['mailer'] };
    await world.goOn(DAY + HOUR);
    expect(world.rotator.alive()).toHaveLength(2);
    await world.goOn(DAY);
    expect(world.atRest()).toEqual([]);
  });

  it('keeps the one before it alive when the issuer refuses it', async () => {
    const world = await KeyWorld.withKey();
    await lookAtKey(world.context(), 'now');
    const made = world.rotator.keys.find(({ keyId }) => keyId === world.state.settled?.keyId);
    if (made) made.deleted = true;
    await world.goOn(3 * DAY);
    expect(world.rotator.alive()).toEqual(['id1']);
    expect(world.state.refusal).not.toBeNull();
  });

  it('is not replaced by one whose scopes are narrower', async () => {
    const world = await KeyWorld.withKey({ rotation: { scopes: ['mail.send'] } });
    const create = world.rotator.createSecret.bind(world.rotator);
    world.rotator.createSecret = (wish) => {
      world.rotator.createSecret = create;
      return create({ ...wish, scopes: [] });
    };
    expect(await lookAtKey(world.context(), 'now')).toMatchObject({
      kind: 'failed',
      verdict: { reason: 'NewKeyTooNarrow' },
    });
    expect(world.state.settled?.generation).toBe(1);
    await world.goOn(5 * DAY);
    expect(world.state.settled?.keyId).toBe('id3');
    expect(world.atRest()).toEqual([]);
  });

  it('is replaced without an overlap in an emergency, also when the first tries failed', async () => {
    const world = await KeyWorld.withKey();
    world.rotator.fail('createSecret', 'transient', 'lost');
    await lookAtKey(world.context(), 'emergency');
    await world.goOn(HOUR);
    expect(world.atRest()).toEqual([]);
    expect(world.state.settled?.generation).toBe(2);
  });
});

describe('a key that a person sets', () => {
  it('is not taken when its issuer refuses it', async () => {
    const world = await KeyWorld.withKey();
    const result = await setKey(world.context(), new SecretText('SG.unknown.secret'));
    expect(result).toMatchObject({ kind: 'refused', reason: 'ApiKeyRefused' });
    expect(world.state.settled?.generation).toBe(1);
  });

  it('is taken unproven while its issuer cannot be asked, and proven later', async () => {
    const world = new KeyWorld();
    const { key } = world.rotator.issue('made by a person', ['mail.send']);
    world.rotator.fail('testSecret', 'transient');
    expect(await setKey(world.context(), new SecretText(key))).toMatchObject({ kind: 'set', proven: false });
    expect(world.state.verifiedAt).toBeNull();
    await lookAtKey(world.context(), 'tick');
    expect(world.state).toMatchObject({ scopes: ['mail.send'] });
    expect(world.state.verifiedAt).not.toBeNull();
  });

  it('of no issuer is only held and delivered', async () => {
    const world = new KeyWorld({ rotation: null });
    await setKey(world.context(), new SecretText('anything'));
    expect(world.sink).toBe('anything');
    expect(await lookAtKey(world.context(), 'now')).toEqual({ kind: 'noRotator' });
    expect(await setKey(world.context(), new SecretText('anything'))).toMatchObject({ kind: 'unchanged' });
    expect(world.rotator.calls).toEqual([]);
  });

  it('is found again when the ledger was lost', async () => {
    const world = await KeyWorld.withKey();
    await lookAtKey(world.context(), 'now');
    const { settled } = world.state;
    world.ledger.items.key.clear();
    await world.goOn(MINUTE);
    expect(world.state.settled).toEqual(settled);
  });
});
