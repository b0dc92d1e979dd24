import { describe, expect, it } from '@jest/globals';
import { nextAgentTokenLookAt } from '../../../core/agent-token/next-look.ts';
import { noteUse } from '../../../core/agent-token/note-use.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time.ts';
import { SigningWorld } from '../../support/fakes/signing-world.ts';

describe('the tokens of an agent are looked at again', () => {
  it('at two thirds of their life where they are renewed by then, and else at their end', async () => {
    for (const [renew, used, after] of [
      ['always', false, 1],
      ['whileActive', true, 1],
      ['whileActive', false, 4],
      ['onUse', true, 4],
    ] as const) {
      const world = await SigningWorld.begun({ token: { renew, lifetime: 9 * HOUR } });
      world.clock.advance(5 * HOUR);
      if (used) await noteUse(world.tokenContext());
      expect(wait(world)).toBe(after * HOUR);
    }
  });

  it('at the latest when they are asked to be', async () => {
    const world = await SigningWorld.begun();
    world.clock.advance(12 * HOUR);
    expect(wait(world)).toBe(2 * DAY);
  });

  it('at once while none was minted that is always wanted, or one is not delivered yet', async () => {
    expect(wait(new SigningWorld({ token: { renew: 'always' } }))).toBe(0);
    const world = await SigningWorld.begun();
    const { item, revision } = world.ledger.items.agentToken.get('mayor') ?? {};
    if (item)
      world.ledger.items.agentToken.set('mayor', {
        item: { ...item, announced: 0 },
        revision: revision ?? 0,
      });
    expect(wait(world)).toBe(0);
  });

  it('when a refusal counts as over', async () => {
    const world = await SigningWorld.begun();
    await world.ask({ kind: 'replace', unlessFingerprint: world.tokenState.settled?.fingerprint ?? '' });
    expect(wait(world)).toBe(15 * MINUTE);
  });
});

function wait(world: SigningWorld): number {
  const now = world.clock.now();
  return nextAgentTokenLookAt(world.tokenState, { spec: world.token, now, atMost: 2 * DAY }) - now;
}
