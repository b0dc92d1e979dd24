import { describe, expect, it } from '@jest/globals';
import { signer } from '../../../adapters/signer/signer.ts';
import { mendSigningKey } from '../../../core/signing-key/mend.ts';
import { nextSigningKeyLookAt } from '../../../core/signing-key/next-look.ts';
import { projectSigningKey } from '../../../core/signing-key/project.ts';
import { publishedJwks } from '../../../core/signing-key/published-jwks.ts';
import { signingKeyAt } from '../../../core/signing-key/signing-key-at.ts';
import { withdrawKeys } from '../../../core/signing-key/withdraw.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

describe('a rotation', () => {
  it('publishes the key first, lets it sign when verifiers can know it, and withdraws the old one last', async () => {
    const world = await SigningWorld.begun();
    const start = world.clock.now();
    const outcome = await world.look('now');
    expect(outcome).toMatchObject({
      ...{ kind: 'rotated', generation: 2, signsFrom: start + 11 * MINUTE, dying: [] },
      previousEndsAt: start + 11 * MINUTE + 8 * HOUR + MINUTE,
    });
    expect(generations(world)).toEqual({ published: [1, 2], signs: 1 });
    world.clock.advance(11 * MINUTE);
    expect(generations(world)).toEqual({ published: [1, 2], signs: 2 });
    world.clock.advance(8 * HOUR + MINUTE - 1);
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [1, 2], signs: 2 });
    world.clock.advance(1);
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [2], signs: 2 });
    expect(world.events.map(({ type, generation }) => `${type} ${generation}`).slice(-3)).toEqual([
      ...['signingKeyPublished 2', 'signingKeyPromoted 2', 'signingKeyWithdrawn 1'],
    ]);
  });

  it('is due by itself, up to a tenth early, and at once where the declaration asks for it', async () => {
    const world = await SigningWorld.begun();
    const due = world.clock.now() + 28.5 * DAY;
    const look = { rotateEvery: 30 * DAY, now: world.clock.now(), atMost: 90 * DAY };
    expect(nextSigningKeyLookAt(world.keyState, look)).toBe(due);
    world.clock.advance(28.5 * DAY - 1);
    expect(await world.look('tick')).toEqual({ kind: 'fresh' });
    world.clock.advance(1);
    expect(await world.look('tick')).toMatchObject({ kind: 'rotated', generation: 2 });
    const shorter = { ...world.keyContext(), spec: { ...world.keyContext().spec, rotateEvery: DAY } };
    world.clock.advance(DAY);
    expect(await world.look('tick', shorter)).toMatchObject({ kind: 'rotated', generation: 3 });
  });

  it('follows another algorithm', async () => {
    const world = await SigningWorld.begun();
    const context = world.keyContext();
    const other = { ...context, spec: { ...context.spec, algorithm: 'EdDSA' as const } };
    expect(await world.look('tick', other)).toMatchObject({ kind: 'rotated', generation: 2 });
    expect(await world.look('tick', other)).toEqual({ kind: 'fresh' });
    expect(publishedJwks(world.keyState, world.clock.now()).keys.map(({ alg }) => alg)).toEqual([
      'ES256',
      'EdDSA',
    ]);
  });

  it('keeps the old key for the longest life that it may have signed, also where that was lowered or raised since', async () => {
    const world = await SigningWorld.begun({ token: { lifetime: 8 * HOUR } });
    world.token = { ...world.token, lifetime: HOUR };
    await world.ask({ kind: 'tick' });
    await world.look('now');
    const withdrawAt = () => world.keyState.published[0]?.withdrawAt ?? 0;
    expect(withdrawAt()).toBe(world.clock.now() + 12 * MINUTE + 8 * HOUR);
    // The old key signs for eleven minutes more, and this token with it.
    world.token = { ...world.token, lifetime: DAY };
    const outcome = await world.ask({ kind: 'tick' });
    expect(outcome).toMatchObject({
      kind: 'minted',
      token: { kid: world.keyState.published[0]?.publicKey.kid },
    });
    expect(withdrawAt()).toBe(world.clock.now() + 12 * MINUTE + DAY);
  });

  it('promotes no key that does not prove itself, says so, and makes another', async () => {
    const world = await SigningWorld.begun();
    const broken = world.keyContext('broker', (ports) => ({
      ...ports,
      signer: { ...signer, verify: async () => false },
    }));
    await expect(world.look('now', broken)).rejects.toMatchObject({ code: 'SigningKeyNotProven' });
    expect(world.keyState).toMatchObject({ rotation: null, wanted: 'now' });
    expect(generations(world)).toEqual({ published: [1], signs: 1 });
    expect(await world.look('tick')).toMatchObject({ kind: 'rotated', generation: 2 });
  });
});

describe('a projection', () => {
  it('that began before a withdrawal leaves what that one left behind to be deleted by the next', async () => {
    const world = await SigningWorld.begun();
    await world.look('now');
    const before = world.keyState;
    world.clock.advance(9 * HOUR);
    await withdrawKeys(world.keyContext());
    await projectSigningKey(world.keyContext(), before);
    expect(world.keyState).toMatchObject({ announced: 0, superseded: [before.published[0]?.versionId] });
    await world.look('tick');
    expect(world.keyState.announced).toBe(2);
  });
});

describe('an emergency', () => {
  it('ends the keys before it at once, says which tokens die, and they are minted anew', async () => {
    const world = await SigningWorld.begun();
    const died = world.tokenState.settled;
    world.clock.advance(MINUTE);
    const outcome = await world.look('emergency');
    expect(outcome).toMatchObject({
      kind: 'rotated',
      generation: 2,
      signsFrom: world.clock.now(),
      previousEndsAt: null,
    });
    const { id, fingerprint, expiresAt } = died ?? {};
    expect(outcome).toMatchObject({ dying: [{ name: 'mayor', id, fingerprint, expiresAt }] });
    expect(generations(world)).toEqual({ published: [2], signs: 2 });
    expect(await world.ask({ kind: 'tick' })).toMatchObject({
      ...{ kind: 'minted', token: { kid: world.keyState.published[0]?.publicKey.kid } },
    });
  });

  it('names tokens that were replaced and still live, and none that has ended', async () => {
    const world = await SigningWorld.begun({ token: { lifetime: HOUR } });
    for (let token = 2; token <= 4; token += 1) {
      world.clock.advance(25 * MINUTE);
      await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
    }
    const outcome = await world.look('emergency');
    expect(outcome.kind === 'rotated' && outcome.dying.length).toBe(3);
  });

  it('does not come back from the store when the ledger is lost', async () => {
    const world = await SigningWorld.begun();
    await world.look('emergency');
    world.ledger.items.signingKey.clear();
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [2], signs: 2 });
  });

  it('that is asked for during a rotation follows it', async () => {
    const world = await SigningWorld.begun();
    await world.look('now');
    await world.look('emergency');
    expect(generations(world)).toEqual({ published: [3], signs: 3 });
    expect(world.keyState.wanted).toBeNull();
  });
});

describe('a lost ledger item', () => {
  it('is rebuilt: nothing that was signed is refused, and the newest key signs on', async () => {
    const world = await SigningWorld.begun();
    await world.look('now');
    world.clock.advance(HOUR);
    await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
    world.ledger.items.signingKey.clear();
    expect(await mendSigningKey(world.keyContext())).toBe(true);
    expect(await mendSigningKey(world.keyContext())).toBe(false);
    expect(world.refusals()).toEqual([]);
    expect(generations(world)).toEqual({ published: [1, 2], signs: 2 });
    world.clock.advance(DAY + 2 * MINUTE);
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [2], signs: 2 });
    expect(await world.look('now')).toMatchObject({ generation: 3 });
  });

  it('lets the key before go on where the newest one is too young to be known', async () => {
    const world = await SigningWorld.begun();
    await world.look('now');
    world.clock.advance(5 * MINUTE);
    world.ledger.items.signingKey.clear();
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [1, 2], signs: 1 });
    world.clock.advance(11 * MINUTE);
    expect(generations(world)).toEqual({ published: [1, 2], signs: 2 });
  });

  it('from before the last rotation is brought up to it', async () => {
    const world = await SigningWorld.begun();
    const before = world.ledger.items.signingKey.get('gastown');
    await world.look('now');
    world.clock.advance(HOUR);
    if (before) world.ledger.items.signingKey.set('gastown', before);
    expect(await mendSigningKey(world.keyContext())).toBe(true);
    expect(generations(world)).toEqual({ published: [1, 2], signs: 2 });
  });
});

describe('the first rotation', () => {
  it('is not taken for a lost ledger item by a broker that starts meanwhile', async () => {
    const world = new SigningWorld();
    let mended = true;
    const context = world.keyContext('broker', (ports) => ({
      ...ports,
      signer: {
        ...ports.signer,
        sign: async (claims, key) => {
          mended = await mendSigningKey(world.keyContext('another'));
          return await ports.signer.sign(claims, key);
        },
      },
    }));
    expect(await world.look('tick', context)).toMatchObject({ kind: 'rotated', generation: 1 });
    expect(mended).toBe(false);
  });
});

describe('a clock that was set back', () => {
  it('leaves a key that signs, and plans no rotation for ever after', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(365 * DAY);
    await world.look('tick');
    world.clock.advance(DAY);
    await world.look('tick');
    expect(generations(world)).toEqual({ published: [2], signs: 2 });
    world.clock.advance(-366 * DAY);
    expect(generations(world).signs).toBe(2);
    expect(await world.look('tick')).toMatchObject({ kind: 'rotated', generation: 3 });
    expect(await world.look('tick')).toEqual({ kind: 'fresh' });
    expect(world.keyState.rotateAt).toBeLessThan(world.clock.now() + 30 * DAY);
  });
});

function generations(world: SigningWorld) {
  const now = world.clock.now();
  const kids = publishedJwks(world.keyState, now).keys.map(({ kid }) => kid);
  const published = world.keyState.published.filter(({ publicKey }) => kids.includes(publicKey.kid));
  return {
    published: published.map(({ generation }) => generation),
    signs: signingKeyAt(world.keyState, now)?.generation,
  };
}
