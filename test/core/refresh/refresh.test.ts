import { describe, expect, it } from '@jest/globals';
import { readCurrent } from '../../../core/grant/read-current.ts';
import { credentialState } from '../../../core/grant/state.ts';
import { claim } from '../../../core/refresh/claim.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { recordRefusal } from '../../../core/refresh/refused.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const TICK = { kind: 'tick' } as const;
const NOW_PLEASE = { kind: 'replace', unlessFingerprint: null } as const;

/** A world with a consent whose refresh is due. */
async function due(options?: Parameters<typeof flowWorld>[0]): Promise<FlowWorld> {
  const world = flowWorld(options);
  await world.consent();
  world.clock.advance(41 * MINUTE);
  return world;
}

describe('a healthy grant', () => {
  it('is not refreshed before two thirds of its life', async () => {
    const world = flowWorld();
    await world.consent();
    world.clock.advance(39 * MINUTE);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'fresh', generation: 1 });
    expect(world.issuer.requests).toHaveLength(0);
  });

  it('is refreshed once when due, and the next look finds it fresh', async () => {
    const world = await due();
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'fresh', generation: 2 });
    expect(world.issuer.requests).toHaveLength(1);
    expect(world.delivered).toEqual([1, 2]);
  });

  it('is left to whoever claimed it, at once where the caller has no patience', async () => {
    const world = await due();
    const state = await world.state();
    expect(await claim(world.as('other'), state)).not.toBeNull();
    const now = world.clock.now();
    expect(await refresh(world.context, TICK, { patience: 0 })).toEqual({ kind: 'busy' });
    expect(world.clock.now()).toBe(now);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'busy' });
    expect(world.clock.now()).toBe(now + MINUTE);
    expect(world.issuer.requests).toHaveLength(0);
  });

  it('keeps the refresh token when the issuer sends no successor', async () => {
    const world = await due({ rotation: 'never' });
    const before = await currentValue(world);
    await refresh(world.context, TICK);
    const after = await currentValue(world);
    expect(after.refreshToken?.reveal()).toBe(before.refreshToken?.reveal());
    expect(after.access.token.reveal()).not.toBe(before.access.token.reveal());
  });

  it('is sent once for two brokers that look in the same moment', async () => {
    const world = await due();
    const outcomes = await Promise.all([
      refresh(world.as('broker-a'), NOW_PLEASE),
      refresh(world.as('broker-b'), { kind: 'token', minValid: 50 * MINUTE }),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['fresh', 'refreshed']);
    expect(world.issuer.requests).toHaveLength(1);
  });

  it('is served without a call to whoever holds another token than the one in force', async () => {
    const world = await due();
    const outcome = await refresh(world.context, { kind: 'replace', unlessFingerprint: 'aaaaaaaaaaaa' });
    expect(outcome.kind).toBe('fresh');
    expect(world.issuer.requests).toHaveLength(0);
  });
});

describe('an outage', () => {
  it.each(['unavailable', 'rateLimited', 'unreachable'] as const)(
    '%s backs off and is tried again',
    async (mishap) => {
      const world = await due();
      world.issuer.mishaps = [mishap];
      const failed = await refresh(world.context, TICK);
      expect(failed).toMatchObject({ kind: 'failed', verdict: { spent: 'no' } });
      expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'backingOff' });
      expect((await world.state()).latch).toBeNull();
      world.clock.advance(10 * MINUTE);
      expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed' });
      expect(await world.state()).toMatchObject({ backoff: null });
    },
  );

  it('does not spend the token where the store could not take the successor', async () => {
    const world = await due();
    world.secrets.prepare = async () => {
      const { Fault } = await import('../../../core/fault.ts');
      throw new Fault({ code: 'DiskFull', message: 'no space is left' });
    };
    expect(await refresh(world.context, TICK)).toMatchObject({
      kind: 'notProven',
      message: 'no space is left',
    });
    expect(world.issuer.requests).toHaveLength(0);
    expect((await world.state()).lock).toBeNull();
  });
});

describe('a dead grant', () => {
  it('is latched at the first invalid_grant and never sent again', async () => {
    const world = await due();
    for (const family of world.issuer.families) family.revoked = true;
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'consentRequired' });
    for (let hour = 0; hour < 48; hour += 1) {
      world.clock.advance(HOUR);
      await refresh(world.context, TICK);
      await refresh(world.context, NOW_PLEASE);
    }
    expect(world.issuer.requests).toHaveLength(1);
  });

  it('serves its last token until that ends', async () => {
    const world = await due();
    for (const family of world.issuer.families) family.revoked = true;
    await refresh(world.context, TICK);
    expect(await refresh(world.context, { kind: 'token', minValid: MINUTE })).toMatchObject({
      kind: 'fresh',
    });
    world.clock.advance(HOUR);
    expect(await refresh(world.context, { kind: 'token', minValid: MINUTE })).toMatchObject({
      kind: 'consentRequired',
    });
  });

  it('lives again after consent, one generation further', async () => {
    const world = await due();
    for (const family of world.issuer.families) family.revoked = true;
    await refresh(world.context, TICK);
    await world.consent();
    expect(await world.state()).toMatchObject({ latch: null, settled: { generation: 2 } });
    world.clock.advance(41 * MINUTE);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 3 });
  });
});

describe('a lost answer', () => {
  it('costs nothing where the issuer never rotates', async () => {
    const world = await due({ rotation: 'never' });
    world.issuer.mishaps = ['lostAfter'];
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'failed', verdict: { spent: 'maybe' } });
    world.clock.advance(MINUTE);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed' });
  });

  it.each(['lostAfter', 'lostBefore', 'page'] as const)(
    '%s is asked for once more inside the grace',
    async (mishap) => {
      const world = await due({ rotation: 'always', grace: 30 * SECOND });
      world.issuer.mishaps = [mishap];
      await refresh(world.context, TICK);
      world.clock.advance(10 * SECOND);
      expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed', generation: 2 });
      expect(world.issuer.families[0]?.revoked).toBe(false);
    },
  );

  it('is not forgotten when the retry inside the grace is turned away', async () => {
    const world = await due({ rotation: 'always', grace: 10 * MINUTE });
    world.issuer.mishaps = ['lostAfter', 'unavailable', 'unavailable'];
    await refresh(world.context, TICK);
    for (let tries = 0; tries < 10; tries += 1) {
      world.clock.advance(MINUTE);
      await refresh(world.context, TICK);
    }
    expect(await world.state()).toMatchObject({ intent: null, unsettled: null, settled: { generation: 2 } });
    expect(world.issuer.families[0]?.revoked).toBe(false);
  });

  it('leaves the grant unsettled where reuse is detected, and makes one last try before the token ends', async () => {
    const world = await due({ rotation: 'always' });
    world.issuer.mishaps = ['lostBefore'];
    const outcome = await refresh(world.context, TICK);
    expect(outcome).toMatchObject({ kind: 'unsettled' });
    expect(credentialState(await world.state())).toBe('unsettled');
    expect(world.issuer.requests).toHaveLength(1);
    world.clock.advance(19 * MINUTE);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed', generation: 2 });
    expect(await world.state()).toMatchObject({ unsettled: null });
  });

  it('ends in one latch when the last try shows that the token was spent', async () => {
    const world = await due({ rotation: 'always' });
    world.issuer.mishaps = ['lostAfter'];
    await refresh(world.context, TICK);
    world.clock.advance(19 * MINUTE);
    const outcome = await refresh(world.context, TICK);
    expect(outcome).toMatchObject({ kind: 'consentRequired' });
    expect((await world.state()).latch?.message).toContain('answer of an earlier refresh was lost');
    expect(world.issuer.requests).toHaveLength(2);
  });

  it('is never sent again where a reuse would end more than the grant', async () => {
    const world = await due({ rotation: 'always', profile: { reuse: 'revokesUser' } });
    world.issuer.mishaps = ['lostAfter'];
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'unsettled', retryAt: null });
    world.clock.advance(HOUR);
    expect(await refresh(world.context, TICK)).toMatchObject({
      kind: 'consentRequired',
      latch: { reason: 'RotationLost' },
    });
    expect(world.issuer.requests).toHaveLength(1);
  });

  it('is asked for with pauses, and not without end, while introspection says that the token is active', async () => {
    const profile = { introspectionEndpoint: 'https://issuer.example/introspect' };
    const world = await due({ rotation: 'always', profile });
    world.issuer.mishaps = Array.from({ length: 1_000 }, () => 'lostBefore' as const);
    for (let minute = 0; minute < 15; minute += 1) {
      await refresh(world.context, TICK);
      world.clock.advance(MINUTE);
    }
    expect(world.issuer.requests.length).toBeLessThan(10);
    world.issuer.mishaps = [];
    world.clock.advance(15 * MINUTE);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed', generation: 2 });
  });

  it('is cleared up by introspection where the issuer offers it', async () => {
    const profile = { introspectionEndpoint: 'https://issuer.example/introspect' };
    const alive = await due({ rotation: 'always', profile });
    alive.issuer.mishaps = ['lostBefore'];
    expect(await refresh(alive.context, TICK)).toMatchObject({ kind: 'refreshed' });
    const spent = await due({ rotation: 'always', profile });
    spent.issuer.mishaps = ['lostAfter'];
    expect(await refresh(spent.context, TICK)).toMatchObject({ kind: 'consentRequired' });
    expect(spent.issuer.requests).toHaveLength(1);
  });
});

describe('a consumer that was refused', () => {
  it('makes the token in force due, once, and not sooner than a tenth of its life', async () => {
    const world = flowWorld();
    await world.consent();
    const { fingerprint } = await world.state();
    expect(await recordRefusal(world.context, fingerprint)).toBe(true);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'fresh' });
    world.clock.advance(MINUTE);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed' });
    expect(await recordRefusal(world.context, fingerprint)).toBe(false);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'fresh' });
  });
});

describe('a clock', () => {
  it('set back by a day does not make an old token look fresh', async () => {
    const world = flowWorld({ rotation: 'never' });
    await world.consent();
    world.clock.advance(-24 * HOUR);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed' });
  });

  it('set back by a day does not prolong a back-off by a day', async () => {
    const world = await due({ rotation: 'never' });
    world.issuer.mishaps = ['unavailable'];
    await refresh(world.context, TICK);
    world.clock.advance(-24 * HOUR);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'refreshed' });
  });
});

async function currentValue(world: FlowWorld) {
  const { settled } = await world.state();
  if (!settled) throw new Error('the world has no grant');
  return readCurrent(world.context, settled);
}
