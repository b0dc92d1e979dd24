import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../core/time.ts';
import { hostQueueName } from '../../core/wire.ts';
import { deployedWorlds } from '../support/deployed-world.ts';
import { mortalRefresh, nthWrite } from '../support/mortal-refresh.ts';

const world = deployedWorlds();

describe('a tick that is killed after the nth write, for every n,', () => {
  it('of a refresh: the next one ends it, by one exchange in all, and the host is told', async () => {
    const { app, dieAt, died, outlastDeath, due, state, generation, exchanges, told } =
      await mortalRefresh(world);
    let deaths = 0;
    for (;;) {
      dieAt({ at: nthWrite(deaths + 1), done: true });
      await app.tick();
      if (!died()) break;
      deaths += 1;
      expect([deaths, deaths + 1]).toContain(await generation());
      const isDone = (await state())?.announced === deaths + 1;
      const wait = await outlastDeath();
      expect(isDone || wait <= MINUTE).toBe(true);
      await app.tick();
      expect(await state()).toMatchObject({
        settled: { generation: deaths + 1 },
        announced: deaths + 1,
        intent: null,
        lock: null,
      });
      expect([await generation(), exchanges().length]).toEqual([deaths + 1, deaths]);
      await due();
    }
    // Claim, intent, answer, settlement, labels and token, notice and its record, announcement, the next look.
    expect(deaths).toBeGreaterThanOrEqual(9);
    expect(new Set(exchanges().map(({ outcome }) => outcome))).toEqual(new Set(['issued']));
    expect(new Set(exchanges().map(({ sent }) => sent)).size).toBe(exchanges().length);
    const notices = app.aws.services.sqs.queues.get(hostQueueName('jada', 'host'))?.bodies ?? [];
    expect([...new Set(notices)]).toEqual(
      Array.from({ length: deaths + 2 }, (_, at) =>
        JSON.stringify({ schema: 1, credential: 'sheets', generation: at + 1 }),
      ),
    );
    expect(told()).toEqual([]);
    expect(app.denials).toEqual([]);
  }, 600_000);

  it('of a grant that was revoked: it is sent once at most, and people hear of it within minutes', async () => {
    const { app, server, dieAt, died, outlastDeath, due, login, state, exchanges, told } =
      await mortalRefresh(world);
    let deaths = 0;
    for (;;) {
      server.revokeGrant('ops@example.com');
      const before = told().length;
      const sent = exchanges().length;
      dieAt({ at: nthWrite(deaths + 1), done: true });
      await app.tick();
      if (!died()) break;
      deaths += 1;
      const toldByTheDead = told().length - before;
      const wait = await outlastDeath();
      expect(toldByTheDead > 0 || wait <= MINUTE).toBe(true);
      await app.tick();
      expect(await state()).toMatchObject({ latch: { reason: expect.any(String) }, intent: null });
      // None where the issuer says of a lost answer that the token is no longer active.
      expect(exchanges().length - sent).toBeLessThanOrEqual(1);
      // Who dies between sending a message and recording it has it sent twice rather than never.
      expect(told().length - before - toldByTheDead).toBeLessThanOrEqual(1);
      expect(told().length).toBeGreaterThan(before);
      const opened = told().length;
      await outlastDeath();
      await app.tick();
      expect(told()).toHaveLength(opened);
      await login();
      await due();
      // Refreshed, and the incident closed.
      await app.tick();
      await due();
    }
    expect(deaths).toBeGreaterThanOrEqual(5);
    expect(app.denials).toEqual([]);
  }, 600_000);
});
