import { describe, expect, it } from '@jest/globals';
import { readCurrent } from '../../../core/grant/read-current.ts';
import { SECOND } from '../../../core/time.ts';
import { flowWorld } from '../../support/fakes/flow-world.ts';

describe('the value in force', () => {
  it('is looked for ten seconds, then named with what to type on either engine', async () => {
    const world = flowWorld();
    await world.consent();
    const { settled } = await world.state();
    if (!settled) throw new Error('expected a settled grant');
    const began = world.clock.now();
    const absent = { ...settled, grantVersionId: 'never-stored' };
    await expect(readCurrent(world.context, absent)).rejects.toMatchObject({
      code: 'StoreLagging',
      message: 'generation 1 of grant crew is settled and not readable in the store',
      // Not the directory of one engine: this is said on the other as well.
      remedy: expect.not.stringContaining('state directory'),
      retryable: true,
    });
    expect(world.clock.now() - began).toBe(10 * SECOND);
  });
});
