import { describe, expect, it } from '@jest/globals';
import { updateGrant } from '../../../core/ledger/update.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time.ts';
import type { Deployment } from '../../../host/deployment/open-deployment.ts';
import { lookAt } from '../../../lambda/refresh/look-at.ts';
import { GRANT, type NotifyWorld, notifyWorlds } from '../../support/notify-world.ts';

const start = notifyWorlds();

/** A world whose grant is due. */
async function due(): Promise<NotifyWorld> {
  const world = await start();
  await updateGrant(world.deployment.ledger, GRANT, (state) => ({
    ...state,
    refreshAt: Date.now() - SECOND,
  }));
  return world;
}

const isDueAt = async ({ due }: Deployment, at: number) => (await due.due(at, 10)).includes(GRANT);

/** The deployment as a function has it that dies before it tells anybody. */
function dyingBeforeItTells(deployment: Deployment): Deployment {
  return Object.assign(Object.create(deployment), {
    deliveries: { deliver: () => Promise.reject(new Error('killed')) },
  });
}

describe('a look at a grant', () => {
  it('that dies between latching and telling is made up for by the next one, a minute later', async () => {
    const world = await due();
    const { deployment } = world;
    world.revoke();
    await expect(lookAt(dyingBeforeItTells(deployment), GRANT, { kind: 'tick' })).rejects.toThrow('killed');
    expect((await deployment.ledger.read('grant', GRANT))?.item.latch).not.toBeNull();
    expect(await world.mails()).toEqual([]);
    expect(await isDueAt(deployment, Date.now() + MINUTE)).toBe(true);

    await lookAt(deployment, GRANT, { kind: 'tick' });
    expect(await world.mails()).toHaveLength(1);
    expect(await isDueAt(deployment, Date.now() + HOUR - MINUTE)).toBe(false);
  });

  it('does not wait for whoever holds the lock, and comes again when that time is over', async () => {
    const { deployment } = await due();
    const until = Date.now() + 2 * MINUTE;
    await updateGrant(deployment.ledger, GRANT, (state) => ({
      ...state,
      fence: state.fence + 1,
      lock: { owner: 'another', fence: state.fence + 1, until: until + state.clockOffset },
    }));
    const began = Date.now();
    expect(await lookAt(deployment, GRANT, { kind: 'tick' })).toMatchObject({
      kind: 'unavailable',
      reason: 'Busy',
      retryable: true,
    });
    expect(await isDueAt(deployment, began + MINUTE)).toBe(false);
    expect(await isDueAt(deployment, until)).toBe(true);
  });
});
