import { beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import { TokenDesk } from '../../../host/broker/token-desk.ts';
import { type FlowWorld, flowWorld } from '../../support/fakes/flow-world.ts';

let world: FlowWorld;
let desk: TokenDesk;

beforeEach(async () => {
  world = flowWorld({ rotation: 'always' });
  await world.consent();
  desk = new TokenDesk(world.context.ports);
});

describe('the token desk', () => {
  it('hands out the token in force with expiry, generation and fingerprint, and asks no issuer', async () => {
    const state = await world.state();
    const served = await desk.serve({ token: 'sheets', minValid: 0, state });
    expect(served).toMatchObject({
      kind: 'token',
      expiresAt: state.expiresAt,
      generation: 1,
      fingerprint: state.fingerprint,
    });
    expect(world.issuer.requests).toHaveLength(0);
  });

  it("serves a wish up to the last second of the token's life, and no longer one", async () => {
    const state = await world.state();
    expect(await desk.serve({ token: 'sheets', minValid: HOUR, state })).not.toBeNull();
    expect(await desk.serve({ token: 'sheets', minValid: HOUR + 1, state })).toBeNull();
    world.clock.advance(59 * MINUTE);
    expect(await desk.serve({ token: 'sheets', minValid: MINUTE, state })).not.toBeNull();
    expect(await desk.serve({ token: 'sheets', minValid: MINUTE + SECOND, state })).toBeNull();
  });

  it("counts by the issuer's clock, and tells the expiry by this machine's", async () => {
    const settled = await world.state();
    const state = { ...settled, clockOffset: 10 * MINUTE };
    expect(await desk.serve({ token: 'sheets', minValid: 50 * MINUTE, state })).toMatchObject({
      expiresAt: (settled.expiresAt ?? 0) - 10 * MINUTE,
    });
    expect(await desk.serve({ token: 'sheets', minValid: 51 * MINUTE, state })).toBeNull();
  });

  it('trusts a token of unknown life until it is due for refresh', async () => {
    const settled = await world.state();
    const state = { ...settled, expiresAt: null, refreshAt: world.clock.now() + 30 * MINUTE };
    world.clock.advance(MINUTE);
    expect(await desk.serve({ token: 'sheets', minValid: 29 * MINUTE, state })).not.toBeNull();
    expect(await desk.serve({ token: 'sheets', minValid: 30 * MINUTE, state })).toBeNull();
  });

  it.each<[string, (state: Awaited<ReturnType<FlowWorld['state']>>) => typeof state]>([
    [
      'that a resource refused',
      (state) => ({ ...state, issuedAt: (state.issuedAt ?? 0) - MINUTE, accessRefusedAt: 1 }),
    ],
    ['of a grant that nobody gave', (state) => ({ ...state, settled: null })],
    [
      'that is older than the grant in force',
      (state) => ({ ...state, settled: state.settled && { ...state.settled, generation: 2 } }),
    ],
  ])('hands out none %s', async (_sentence, change) => {
    expect(await desk.serve({ token: 'sheets', minValid: 0, state: change(await world.state()) })).toBeNull();
  });

  it('hands out a refused token while it is too young to be replaced, and not once that is over', async () => {
    const state = { ...(await world.state()), accessRefusedAt: world.clock.now() };
    expect(await desk.serve({ token: 'sheets', minValid: 0, state })).not.toBeNull();
    const latch = { reason: 'GrantRefused', message: 'refused', since: 0, generation: 1 } as const;
    expect(await desk.serve({ token: 'sheets', minValid: 0, state: { ...state, latch } })).toBeNull();
    world.clock.advance(MINUTE);
    expect(await desk.serve({ token: 'sheets', minValid: 0, state })).toBeNull();
  });

  it('says that no refresh fulfils a wish for more than can be relied on', async () => {
    const state = await world.state();
    expect(desk.beyondIssuer({ token: 'sheets', minValid: 59 * MINUTE, state })).toBeUndefined();
    expect(desk.beyondIssuer({ token: 'sheets', minValid: 59 * MINUTE + 1, state })).toBeDefined();
    expect(desk.beyondIssuer({ token: 'sheets', minValid: 2 * HOUR, state })).toEqual({
      kind: 'unavailable',
      reason: 'MinValidTooLong',
      message:
        'tokens of sheets live for 1 h, of which 59 min can be relied on, and one that lives for 2 h was asked for',
      remedy: 'ask for 59 min or less',
      retryable: false,
    });
    expect(
      desk.beyondIssuer({ token: 'sheets', minValid: 2 * HOUR, state: { ...state, expiresAt: null } }),
    ).toBeUndefined();
  });
});
