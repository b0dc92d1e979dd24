import { describe, expect, it } from '@jest/globals';
import { refresh } from '../../../core/refresh/refresh.ts';
import { recordRefusal, replaceableFrom } from '../../../core/refresh/refused.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const TOKEN = { kind: 'token', minValid: MINUTE } as const;

async function consented(options?: Parameters<typeof flowWorld>[0]): Promise<FlowWorld> {
  const world = flowWorld(options);
  await world.consent();
  return world;
}

/** A consumer at work: it takes the token in force, a resource refuses it, and it says so. */
async function refusedAgain(world: FlowWorld): Promise<void> {
  await refresh(world.context, TOKEN);
  await recordRefusal(world.context, (await world.state()).fingerprint);
}

describe('a resource that refuses every token', () => {
  it('brings at most one refresh a minute, however fast its consumer asks for tokens', async () => {
    const world = await consented();
    for (let second = 0; second < 600; second += 1) {
      await refusedAgain(world);
      world.clock.advance(SECOND);
    }
    expect(world.issuer.requests.length).toBeGreaterThan(0);
    expect(world.issuer.requests.length).toBeLessThanOrEqual(10);
  });

  it('has its refusal answered at once when the token is older than that', async () => {
    const world = await consented();
    world.clock.advance(MINUTE);
    await recordRefusal(world.context, (await world.state()).fingerprint);
    expect(await refresh(world.context, TOKEN)).toEqual({ kind: 'refreshed', generation: 2 });
    await recordRefusal(world.context, (await world.state()).fingerprint);
    expect(await refresh(world.context, TOKEN)).toEqual({ kind: 'fresh', generation: 2 });
    expect(world.issuer.requests).toHaveLength(1);
  });
});

describe('a wish for nearly the whole life of a token', () => {
  it('brings at most one refresh a minute, too', async () => {
    const world = await consented();
    for (let second = 0; second < 300; second += 1) {
      await refresh(world.context, { kind: 'token', minValid: HOUR - SECOND });
      world.clock.advance(SECOND);
    }
    expect(world.issuer.requests.length).toBeLessThanOrEqual(5);
  });
});

describe('the first instant at which a token may be replaced', () => {
  it.each([
    ['a minute after its issue', { issuedAt: 0, expiresAt: HOUR }, MINUTE],
    ['a tenth of a short life after it', { issuedAt: 0, expiresAt: 100 * SECOND }, 10 * SECOND],
    ['a minute after it where the life is not known', { issuedAt: 0, expiresAt: null }, MINUTE],
    ['now where the issue is not known', { issuedAt: null, expiresAt: HOUR }, 7],
  ])('is %s', async (_sentence, known, at) => {
    const state = await (await consented()).state();
    expect(replaceableFrom({ ...state, ...known }, 7)).toBe(at);
  });
});
