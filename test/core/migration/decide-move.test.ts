import { describe, expect, it } from '@jest/globals';
import { type GrantState, NO_GRANT } from '../../../core/grant/state.ts';
import { decideMove } from '../../../core/migration/decide-move.ts';

const settled = (generation: number, consentId = 'consent') => ({
  ...NO_GRANT,
  settled: { generation, consentId, grantVersionId: `g${generation}`, tokenVersionId: `t${generation}` },
});

const kindOf = (here: GrantState, there?: GrantState) => decideMove('crew', { here, there }).kind;

describe('what is done with a grant that may move', () => {
  it('is nothing where nobody consented', () => {
    expect(kindOf(NO_GRANT)).toBe('nothing');
    expect(kindOf(NO_GRANT, settled(3))).toBe('nothing');
  });

  it('is the move where the deployment has none, or an item without a consent', () => {
    expect(decideMove('crew', { here: settled(7), there: undefined })).toEqual({
      kind: 'move',
      generation: 7,
    });
    expect(kindOf(settled(7), NO_GRANT)).toBe('move');
  });

  it.each([7, 8])('was done when the deployment has the same consent in generation %d', (generation) => {
    expect(decideMove('crew', { here: settled(7), there: settled(generation) })).toEqual({
      kind: 'moved',
      generation,
    });
  });

  it('was done even if an exchange was open here: whatever came of it, AWS is ahead', () => {
    const intent = { id: 'i', fence: 1, sentFingerprint: 'f', startedAt: 1 };
    expect(kindOf({ ...settled(7), intent }, settled(8))).toBe('moved');
  });

  it.each([
    ['another consent', settled(9, 'another')],
    ['an older generation of the same', settled(6)],
  ])('is not begun where the deployment has %s', (_, there) => {
    expect(decideMove('crew', { here: settled(7), there })).toMatchObject({
      kind: 'blocked',
      reason: 'HeldThere',
    });
  });

  it.each([
    ['open', { intent: { id: 'i', fence: 1, sentFingerprint: 'f', startedAt: 1 } }],
    ['without an answer', { unsettled: { since: 1, intentId: 'i', retryAt: null } }],
  ])('is not begun while the last refresh is %s', (_, trouble) => {
    expect(decideMove('crew', { here: { ...settled(7), ...trouble }, there: undefined })).toMatchObject({
      kind: 'blocked',
      reason: 'ExchangeOpen',
      remedy: expect.stringContaining('evergrant refresh crew'),
    });
  });
});
