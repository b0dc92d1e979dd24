import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { statusOf } from '../../support/host-daemon/host-findings.ts';
import { hostPrograms, until } from '../../support/host-daemon/host-programs.ts';
import { accessTokenOf, type HostWorld } from '../../support/host-daemon/host-world.ts';

const start = hostPrograms();
const ROUNDS = 24;

/** Reads the sink all the time, as a program does that opens it for each request. */
async function reader(world: HostWorld, over: AbortSignal): Promise<readonly (string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  while (!over.aborted) {
    const token = world.inSink('file');
    if (token !== seen.at(-1) || seen.length === 0) seen.push(token);
    await setImmediate();
  }
  return seen;
}

it('a host daemon that is killed in mid-delivery leaves a whole token, never an older one, and the newest once it is back', async () => {
  const { world, up } = await start();
  await world.deploy();
  await world.save('sheets', 1);
  let daemon = up();
  await until(() => world.inSink('file') === accessTokenOf('sheets', 1));
  const over = new AbortController();
  const reading = reader(world, over.signal);
  for (let round = 0; round < ROUNDS; round += 1) {
    const generation = round + 2;
    await world.save('sheets', generation);
    world.tell('sheets', generation);
    // A delivery takes some 20 ms from its notice on.
    await wait(round);
    await daemon.stop('SIGKILL');
    daemon = up();
    await until(() => world.inSink('file') === accessTokenOf('sheets', generation));
  }
  await until(() => world.queue.bodies.length === 0);
  over.abort();
  const all = Array.from({ length: ROUNDS + 1 }, (_, round) => accessTokenOf('sheets', round + 1));
  expect(await reading).toEqual(all);
  await until(async () => {
    const [credential] = (await statusOf(world)).credentials;
    return credential?.deliveries.some(({ generation }) => generation === ROUNDS + 1) ?? false;
  });
  expect((await statusOf(world)).findings).toEqual([]);
  expect(await daemon.stop()).toBe(0);
}, 120_000);
