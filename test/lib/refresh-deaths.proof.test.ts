import { describe, expect, it } from '@jest/globals';
import { until } from '../../torture/lab/until.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { type Death, mortalRefresh, recordsIntent, savesGrant } from '../support/mortal-refresh.ts';

const world = deployedWorlds();

const REFRESHED = { settled: { generation: 2 }, announced: 2, intent: null, lock: null, latch: null };
const LOST = { settled: { generation: 1 }, intent: null, lock: null, latch: { reason: 'RotationLost' } };

describe('a refresh whose function dies', () => {
  it.each<[string, Death]>([
    [
      'between the record of its intent and the request is sent by the next tick',
      { at: recordsIntent, done: true },
    ],
    [
      'after the answer was saved is settled by the next tick, which sends nothing',
      { at: savesGrant, done: true },
    ],
  ])(
    '%s; nobody is bothered',
    async (_, death) => {
      const { app, dieAt, outlastDeath, state, generation, exchanges, told } = await mortalRefresh(world);
      dieAt(death);
      expect(await app.tick()).toMatchObject([{ kind: 'died' }]);
      await outlastDeath();
      await app.tick();
      expect(await state()).toMatchObject(REFRESHED);
      expect([await generation(), exchanges().map(({ outcome }) => outcome)]).toEqual([2, ['issued']]);
      expect(told()).toEqual([]);
      expect(app.denials).toEqual([]);
    },
    120_000,
  );

  it('between the request and the answer is not sent again; the token stays, and the message names the way back', async () => {
    const { app, server, outlastDeath, state, generation, exchanges, told } = await mortalRefresh(world);
    server.faults.add({ kind: 'delay', milliseconds: 3_600_000, processed: true });
    const tick = app.tick();
    await until('the issuer has done its work', () => (exchanges().length === 1 ? true : undefined));
    app.function('refresh').runtime.kill();
    expect(await tick).toMatchObject([{ kind: 'died' }]);
    await outlastDeath();
    await app.tick();
    expect(await state()).toMatchObject(LOST);
    expect([await generation(), exchanges().length]).toEqual([1, 1]);
    expect(told()).toMatchObject([
      { subject: expect.stringContaining('crew'), message: expect.stringContaining('evergrant login crew') },
    ]);
    expect(app.denials).toEqual([]);
  }, 120_000);

  it('between the answer and its saving is not sent again; people hear of it once, and once that it is over', async () => {
    const { app, dieAt, outlastDeath, due, login, state, generation, exchanges, told } =
      await mortalRefresh(world);
    dieAt({ at: savesGrant, done: false });
    expect(await app.tick()).toMatchObject([{ kind: 'died' }]);
    for (let ticks = 0; ticks < 3; ticks += 1) {
      await outlastDeath();
      await app.tick();
      expect(await state()).toMatchObject(LOST);
      expect([await generation(), exchanges().length, told().length]).toEqual([1, 1, 1]);
    }
    await login();
    await due();
    await app.tick();
    await due();
    await app.tick();
    expect([await generation(), exchanges().length, told().length]).toEqual([4, 3, 2]);
    expect(app.denials).toEqual([]);
  }, 120_000);
});
