import { describe, expect, it } from '@jest/globals';
import type { GrantView } from '../../../core/broker.ts';
import { Channel } from '../../../host/broker/channel.ts';
import { untilAnother } from '../../../host/broker/until-another.ts';
import { grantView } from '../../support/fakes/fake-broker.ts';

/** Waits over these views, which are all there at once, for another token than `known`. */
function waitOver(views: readonly GrantView[], waitSeconds: number) {
  const follow = (signal: AbortSignal) => {
    const channel = new Channel<GrantView>(signal);
    for (const view of views) channel.push(view);
    return channel;
  };
  return untilAnother(follow, { waitSeconds, unlessFingerprint: 'known' });
}

describe('the wait for another token', () => {
  const known = grantView({ fingerprint: 'known' });

  it('ends with another one', async () => {
    expect(await waitOver([known, grantView({ fingerprint: 'new' })], 300)).toBe('another');
  });

  it('ends unchanged when its time is over', async () => {
    expect(await waitOver([known], 0.05)).toBe('unchanged');
  });

  it('ends at once where a token is made as soon as somebody asks for one', async () => {
    expect(await waitOver([grantView({ fingerprint: null, onDemand: true })], 300)).toBe('another');
  });
});
