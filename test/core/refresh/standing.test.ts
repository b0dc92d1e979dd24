import { describe, expect, it } from '@jest/globals';
import { ENDS_BY_POLICY } from '../../../core/forecast/forecast.ts';
import type { GrantSpec } from '../../../core/grant/grant-spec.ts';
import { readCurrent } from '../../../core/grant/read-current.ts';
import { credentialState } from '../../../core/grant/state.ts';
import { conditionOf } from '../../../core/incident/condition.ts';
import { mend } from '../../../core/ledger/mend.ts';
import { refresh } from '../../../core/refresh/refresh.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { CrashGate, runTo } from '../../../torture/explorer/crash-gate.ts';
import { exploredWorld } from '../../../torture/explorer/explored-world.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

const TICK = { kind: 'tick' } as const;

/** A grant that stands by policy, at an issuer that trusts whoever brings a proof. */
const STANDING: Pick<GrantSpec, 'authority'> = {
  authority: {
    kind: 'standing',
    proof: {
      kind: 'assertion',
      issuer: 'crew@ships.iam.gserviceaccount.com',
      subject: null,
      audience: 'https://issuer.example/token',
      keyId: null,
      key: new SecretText('the key of crew'),
    },
  },
};
const OPTIONS = { rotation: 'never', spec: STANDING, profile: { reuse: 'accepted' } } as const;
const KEY_DELETED = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };

function standing(): FlowWorld {
  return flowWorld(OPTIONS);
}

/** The same grant as if its kind had been changed in the declaration. */
function asConsent({ context }: FlowWorld): FlowWorld['context'] {
  return { ...context, spec: flowWorld({ rotation: 'never' }).context.spec };
}

describe('a grant that stands by policy', () => {
  it('is due at once, and its first exchange makes generation 1 without a refresh token', async () => {
    const world = standing();
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 1 });
    const state = await world.state();
    if (!state.settled) throw new Error('nothing is settled');
    const value = await readCurrent(world.context, state.settled);
    expect(value).toMatchObject({ refreshToken: null, parentFingerprint: null, scopes: ['sheets'] });
    expect(state).toMatchObject({ standing: true, consentedAt: null, rotationSeen: false });
    expect(world.delivered).toEqual([1]);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'fresh', generation: 1 });
  });

  it('is asked for anew at two thirds of the life of its token', async () => {
    const world = standing();
    await refresh(world.context, TICK);
    world.clock.advance(41 * MINUTE);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(world.issuer.requests).toHaveLength(2);
  });

  it('is asked for once by two brokers that look in the same moment', async () => {
    const world = standing();
    const looks = await Promise.all([
      refresh(world.as('broker-a'), TICK),
      refresh(world.as('broker-b'), { kind: 'token', minValid: MINUTE }),
      refresh(world.as('broker-b'), { kind: 'replace', unlessFingerprint: 'aaaaaaaaaaaa' }),
    ]);
    expect(looks.map(({ kind }) => kind).sort()).toEqual(['fresh', 'fresh', 'refreshed']);
    expect(world.issuer.requests).toHaveLength(1);
  });

  it('is refused with a cause and a remedy, keeps its last token, and is never latched', async () => {
    const world = standing();
    await refresh(world.context, TICK);
    world.clock.advance(41 * MINUTE);
    world.issuer.refusal = KEY_DELETED;
    expect(await refresh(world.context, TICK)).toMatchObject({
      kind: 'failed',
      verdict: { reason: 'ServiceAccountKeyRefused', spent: 'no' },
    });
    const state = await world.state();
    expect(state).toMatchObject({ latch: null, settled: { generation: 1 } });
    expect(credentialState(state)).toBe('backingOff');
    expect(conditionAt(world, state)).toMatchObject({
      severity: 'critical',
      reason: 'ServiceAccountKeyRefused',
      remedy: expect.stringMatching(/enable the key, or make a new one .*; then: evergrant refresh crew$/),
    });
    world.clock.advance(HOUR);
    expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'failed' });
    world.issuer.refusal = undefined;
    world.clock.advance(HOUR);
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(conditionAt(world, await world.state())).toBeNull();
  });

  it('is tried again where the words of the issuer are those of a dead consent', async () => {
    const world = standing();
    world.issuer.refusal = { error: 'invalid_grant' };
    expect(await refresh(world.context, TICK)).toMatchObject({ verdict: { reason: 'ProofRefused' } });
    expect(await world.state()).toMatchObject({ latch: null, settled: null, standing: true });
    expect(credentialState(await world.state())).toBe('backingOff');
  });

  it.each(['lostBefore', 'lostAfter', 'page'] as const)(
    'loses nothing by an answer that is %s',
    async (mishap) => {
      const world = standing();
      world.issuer.mishaps = [mishap];
      expect(await refresh(world.context, TICK)).toMatchObject({ kind: 'failed', verdict: { spent: 'no' } });
      expect(await world.state()).toMatchObject({ intent: null, unsettled: null });
      world.clock.advance(MINUTE);
      expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 1 });
    },
  );

  it('survives the loss of its state', async () => {
    const world = standing();
    await refresh(world.context, TICK);
    world.ledger.items.grant.clear();
    expect(await mend(world.context)).toBe(true);
    expect(await world.state()).toMatchObject({ standing: true, consentedAt: null });
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
  });
});

it('a crash at any step of an exchange without a refresh token costs at most one more exchange', async () => {
  const steps = await walk({ at: -1, side: 'before' });
  expect(steps.length).toBeGreaterThan(20);
  for (const at of steps.keys()) {
    for (const side of ['before', 'after'] as const) await walk({ at, side });
  }
});

/** Dies at this point; then another broker goes on. */
async function walk(point: { at: number; side: 'before' | 'after' }) {
  const world = exploredWorld(OPTIONS);
  const gate = new CrashGate(point);
  await runTo(gate, () => refresh(world.broker('doomed', gate), TICK));
  world.dead.add('doomed');
  const successor = world.broker('successor');
  await mend(successor);
  for (let looks = 0; looks < 5; looks += 1) {
    await refresh(successor, TICK);
    world.clock.advance(MINUTE);
  }
  const state = await world.state();
  expect({ point, state }).toMatchObject({
    state: { standing: true, intent: null, lock: null, latch: null, unsettled: null },
  });
  expect(state.settled?.generation).toBe(state.announced);
  expect(world.sink.generation).toBe(state.announced);
  expect(world.issuer.requests.length).toBeLessThanOrEqual(2);
  return gate.steps;
}

describe('a grant whose kind was changed in the declaration', () => {
  it('needs no consent any more, and forgets that it was latched', async () => {
    const world = standing();
    const before = asConsent(world);
    await world.consent();
    await refresh(before, TICK);
    await world.ledger.replace('grant', 'crew', {
      seen: world.ledger.items.grant.get('crew')?.revision ?? 0,
      item: {
        ...(await world.state()),
        latch: { reason: 'RefreshTokenRevoked', message: 'revoked', since: 0, generation: 1 },
      },
    });
    expect(await refresh(world.context, TICK)).toEqual({ kind: 'refreshed', generation: 2 });
    expect(await world.state()).toMatchObject({ standing: true, latch: null });
  });

  it('waits for its first consent when it stood by policy before, and goes on with it', async () => {
    const world = standing();
    await refresh(world.context, TICK);
    world.clock.advance(41 * MINUTE);
    const after = asConsent(world);
    expect(await refresh(after, TICK)).toMatchObject({
      kind: 'consentRequired',
      latch: { reason: 'ConsentMissing' },
    });
    expect(world.issuer.requests).toHaveLength(1);
    await world.consent();
    expect(await world.state()).toMatchObject({ latch: null, settled: { generation: 2 } });
    expect((await world.state()).standing).toBeUndefined();
    expect(await refresh(after, TICK)).toEqual({ kind: 'fresh', generation: 2 });
  });
});

function conditionAt(world: FlowWorld, state: Awaited<ReturnType<FlowWorld['state']>>) {
  return conditionOf({
    grant: 'crew',
    state,
    now: world.clock.now(),
    forecast: ENDS_BY_POLICY,
    warnBefore: [],
    affected: [],
    evidence: [],
    deliveryTroubles: [],
    causes: [],
  });
}
