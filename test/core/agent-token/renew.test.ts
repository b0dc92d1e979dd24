import { describe, expect, it } from '@jest/globals';
import { noteUse } from '../../../core/agent-token/note-use.ts';
import { tokenSecret } from '../../../core/grant/version-ids.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

const FETCH = { kind: 'token', minValid: 0 } as const;
const TICK = { kind: 'tick' } as const;

describe('a token of an agent', () => {
  it('says what is declared, what we set ourselves, and ends', async () => {
    const world = await SigningWorld.begun({
      token: { claims: { exp: 1, iss: 'https://evil.example', rig: 'r1' } },
    });
    const { payload, header } = await current(world);
    const iat = world.clock.now() / SECOND;
    expect(header).toEqual({ alg: 'ES256', typ: 'JWT', kid: world.keyState.published[0]?.publicKey.kid });
    expect(payload).toEqual({
      ...{ iss: 'https://gt.example.com', aud: 'gastown-worker', sub: 'mayor', rig: 'r1' },
      ...{ iat, exp: iat + 8 * 3600, jti: world.tokenState.settled?.id },
    });
  });

  it('names several audiences as a list', async () => {
    const world = await SigningWorld.begun({ token: { audience: ['a', 'b'] } });
    expect((await current(world)).payload.aud).toEqual(['a', 'b']);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1_000 * HOUR, 1.5])(
    'ends within a day, whatever lifetime is declared (%p)',
    async (lifetime) => {
      const world = await SigningWorld.begun({ token: { lifetime } });
      const { exp, iat } = (await current(world)).payload;
      expect(exp - iat).toBeGreaterThanOrEqual(1);
      expect(exp - iat).toBeLessThanOrEqual(24 * 3600);
      expect(Number.isInteger(exp)).toBe(true);
    },
  );

  it('waits for its key', async () => {
    const world = new SigningWorld();
    expect(await world.ask(FETCH)).toMatchObject({ reason: 'SigningKeyMissing', retryable: true });
    await world.look('tick');
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted' });
  });

  it('is delivered and announced, and what it replaces is deleted in the end', async () => {
    const world = await SigningWorld.begun();
    for (let more = 0; more < 3; more += 1) await renewed(world);
    expect(world.delivered).toEqual([1, 2, 3, 4]);
    expect(world.tokenState).toMatchObject({ announced: 4, settled: { generation: 4 } });
    const { values, labels } = world.secrets.secret(tokenSecret('mayor'));
    expect(labels.get('AWSCURRENT')).toBe(world.tokenState.settled?.versionId);
    expect(values.size).toBe(2);
  });

  it('is told of by fingerprint and never in full', async () => {
    const world = await SigningWorld.begun();
    const minted = world.events.find(({ type }) => type === 'tokenMinted');
    const { fingerprint, id, kid } = world.tokenState.settled ?? {};
    expect(minted?.details).toMatchObject({ fingerprint, jti: id, kid });
    const { token } = await current(world);
    const told = JSON.stringify([
      world.events,
      [...world.ledger.items.agentToken],
      [...world.ledger.items.signingKey],
    ]);
    expect(told).not.toContain(token.split('.')[2]);
    expect(told).not.toContain('"d"');
  });
});

describe('a consumer that asks', () => {
  it('is served the same token until two thirds of its life, then another', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance((8 * HOUR * 2) / 3 - SECOND);
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'fresh', token: { generation: 1 } });
    world.clock.advance(SECOND);
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted', token: { generation: 2 } });
  });

  it('gets a token that lives as long as it needs, or hears that none does', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(HOUR);
    expect(await world.ask({ kind: 'token', minValid: 7 * HOUR })).toMatchObject({ kind: 'fresh' });
    expect(await world.ask({ kind: 'token', minValid: 8 * HOUR })).toMatchObject({ kind: 'minted' });
    expect(await world.ask({ kind: 'token', minValid: 8 * HOUR + 1 })).toMatchObject({
      ...{ kind: 'unavailable', reason: 'LifetimeTooShort', retryable: false },
    });
  });

  it('wakes an agent that slept for nine hours with one token', async () => {
    const world = await SigningWorld.begun();
    const woken = world.clock.now() + 9 * HOUR;
    while (world.clock.now() < woken) {
      await world.ask(TICK);
      world.clock.advance(10 * MINUTE);
    }
    expect(world.tokenState.settled?.generation).toBe(1);
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted', token: { generation: 2 } });
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'fresh', token: { generation: 2 } });
  });
});

describe('a refused token', () => {
  it('is not replaced within a minute of its issue, and then once', async () => {
    const world = await SigningWorld.begun();
    const refused = {
      kind: 'replace',
      unlessFingerprint: world.tokenState.settled?.fingerprint ?? '',
    } as const;
    world.clock.advance(59 * SECOND);
    expect(await world.ask(refused)).toMatchObject({ kind: 'unavailable', reason: 'TokenJustMinted' });
    expect(world.tokenState).toMatchObject({ refusedAt: world.clock.now(), settled: { generation: 1 } });
    world.clock.advance(SECOND);
    expect(await world.ask(refused)).toMatchObject({ kind: 'minted', token: { generation: 2 } });
    // The same renewal once more, whoever sends it.
    expect(await world.ask(refused)).toMatchObject({ kind: 'fresh', token: { generation: 2 } });
  });

  it('of a life shorter than that minute is replaced when it ends', async () => {
    const world = await SigningWorld.begun({ token: { lifetime: 10 * SECOND } });
    const refused = {
      kind: 'replace',
      unlessFingerprint: world.tokenState.settled?.fingerprint ?? '',
    } as const;
    world.clock.advance(10 * SECOND);
    expect(await world.ask(refused)).toMatchObject({ kind: 'minted' });
  });
});

describe('by itself a token is renewed at two thirds of its life', () => {
  it.each([
    ['onUse', 'used lately', 1],
    ['whileActive', 'never used', 1],
    ['whileActive', 'used two hours before', 1],
    ['whileActive', 'used lately', 2],
    ['always', 'never used', 2],
  ] as const)('%s, %s', async (renew, used, generation) => {
    const world = await SigningWorld.begun({ token: { renew } });
    const before = used === 'used lately' ? HOUR : 2 * HOUR;
    world.clock.advance((8 * HOUR * 2) / 3 - before);
    if (used !== 'never used') await noteUse(world.tokenContext());
    world.clock.advance(before - 1);
    await world.ask(TICK);
    expect(world.tokenState.settled?.generation).toBe(1);
    world.clock.advance(1);
    await world.ask(TICK);
    expect(world.tokenState.settled?.generation).toBe(generation);
  });

  it('and one that is always wanted is minted before anybody asks, also after its end', async () => {
    const world = new SigningWorld({ token: { renew: 'always' } });
    await world.look('tick');
    expect(await world.ask(TICK)).toMatchObject({ kind: 'minted' });
    world.clock.advance(20 * HOUR);
    expect(await world.ask(TICK)).toMatchObject({ kind: 'minted' });
  });

  it('and none is minted for one that nobody has asked for yet', async () => {
    const world = new SigningWorld();
    await world.look('tick');
    expect(await world.ask(TICK)).toEqual({ kind: 'asleep' });
  });
});

describe('a use', () => {
  it('is written once a minute, and once for every token', async () => {
    const world = await SigningWorld.begun();
    const revisions = async () => {
      await noteUse(world.tokenContext());
      return world.ledger.items.agentToken.get('mayor')?.revision ?? 0;
    };
    const first = await revisions();
    world.clock.advance(59 * SECOND);
    expect(await revisions()).toBe(first);
    world.clock.advance(SECOND);
    expect(await revisions()).toBe(first + 1);
    await renewed(world);
    const minted = world.ledger.items.agentToken.get('mayor')?.revision ?? 0;
    expect(await revisions()).toBe(minted + 1);
  });
});

describe('a token is minted anew', () => {
  it('when its declaration says something else, and not when it says the same in another order', async () => {
    const world = await SigningWorld.begun();
    world.token = { ...world.token, claims: { rigId: 'r1', agentId: 'mayor-1' } };
    expect(await world.ask(TICK)).toMatchObject({ kind: 'fresh' });
    world.token = { ...world.token, lifetime: HOUR };
    expect(await world.ask(TICK)).toMatchObject({ kind: 'minted' });
    expect((await current(world)).payload).toMatchObject({ exp: world.clock.now() / SECOND + 3600 });
  });

  it('when it was lost or damaged', async () => {
    const world = await SigningWorld.begun();
    world.secrets.secret(tokenSecret('mayor')).values.delete(world.tokenState.settled?.versionId ?? '');
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted', token: { generation: 2 } });
  });

  it('when the clock was set back to before it', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(-2 * HOUR);
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted', token: { issuedAt: world.clock.now() } });
  });

  it('before it is served, when its key was ended while it was being signed', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(9 * HOUR);
    let ended = false;
    const context = world.tokenContext('broker', (ports) => ({
      ...ports,
      signer: {
        ...ports.signer,
        sign: async (claims, key) => {
          const token = await ports.signer.sign(claims, key);
          if (!ended) {
            ended = true;
            await world.look('emergency');
          }
          return token;
        },
      },
    }));
    const outcome = await world.ask(FETCH, context);
    const kid = world.keyState.published[0]?.publicKey.kid;
    expect(outcome).toMatchObject({ kind: 'minted', token: { generation: 3, kid } });
  });

  it('with a generation after that which consumers hold, where the ledger was lost', async () => {
    const world = await SigningWorld.begun();
    await renewed(world);
    world.ledger.items.agentToken.clear();
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted', token: { generation: 3 } });
    expect(world.delivered).toEqual([1, 2, 3]);
  });

  it('not where the private half of its key is lost: people are told what to do', async () => {
    const world = await SigningWorld.begun();
    world.secrets.secret('key/gastown').values.clear();
    await expect(renewed(world)).rejects.toMatchObject({ code: 'SigningKeyUnreadable' });
    await world.look('emergency');
    expect(await world.ask(FETCH)).toMatchObject({ kind: 'minted' });
  });
});

async function renewed(world: SigningWorld): Promise<void> {
  world.clock.advance(MINUTE);
  await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
}

async function current(world: SigningWorld) {
  const outcome = await world.ask(TICK);
  if (outcome.kind !== 'fresh') throw new Error(`no token: ${outcome.kind}`);
  const token = outcome.accessToken.reveal();
  const [header, payload] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { token, header, payload };
}
