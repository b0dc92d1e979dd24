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

  it("counts by the issuer's clock", async () => {
    const state = { ...(await world.state()), clockOffset: 10 * MINUTE };
    expect(await desk.serve({ token: 'sheets', minValid: 50 * MINUTE, state })).not.toBeNull();
    expect(await desk.serve({ token: 'sheets', minValid: 51 * MINUTE, state })).toBeNull();
  });

  it('trusts a token of unknown life until it is due for refresh', async () => {
    const settled = await world.state();
    const state = { ...settled, expiresAt: null, refreshAt: world.clock.now() + 30 * MINUTE };
    expect(await desk.serve({ token: 'sheets', minValid: 30 * MINUTE, state })).not.toBeNull();
    expect(await desk.serve({ token: 'sheets', minValid: 31 * MINUTE, state })).toBeNull();
  });

  it.each<[string, (state: Awaited<ReturnType<FlowWorld['state']>>) => typeof state]>([
    ['that a resource refused', (state) => ({ ...state, accessRefusedAt: 1 })],
    ['of a grant that nobody gave', (state) => ({ ...state, settled: null })],
    [
      'that is older than the grant in force',
      (state) => ({ ...state, settled: state.settled && { ...state.settled, generation: 2 } }),
    ],
  ])('hands out none %s', async (_sentence, change) => {
    expect(await desk.serve({ token: 'sheets', minValid: 0, state: change(await world.state()) })).toBeNull();
  });

  it('says that no refresh fulfils a wish for more than the tokens of this issuer live', async () => {
    const state = await world.state();
    expect(desk.beyondIssuer({ token: 'sheets', minValid: HOUR, state })).toBeUndefined();
    expect(desk.beyondIssuer({ token: 'sheets', minValid: 2 * HOUR, state })).toEqual({
      kind: 'unavailable',
      reason: 'MinValidTooLong',
      message: 'tokens of sheets live for 1 h, and one that lives for 2 h was asked for',
      remedy: 'ask for less than 1 h',
      retryable: false,
    });
    expect(
      desk.beyondIssuer({ token: 'sheets', minValid: 2 * HOUR, state: { ...state, expiresAt: null } }),
    ).toBeUndefined();
  });
});
