import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../adapters/node/system-clock.ts';
import { controlSocketPath } from '../../../host/broker/control-path.ts';
import { openMachine, type WhenHeld } from '../../../host/broker/open-machine.ts';
import { waitForCommand } from '../../../host/broker/wait-for-command.ts';
import { ManualWaitingClock } from '../../support/fakes/manual-waiting-clock.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const LOOK = 100;

function open(path: string, { command, whenHeld }: { command: string; whenHeld?: WhenHeld }) {
  return openMachine({
    path,
    command,
    socketPath: controlSocketPath(path),
    clock: systemClock,
    environment: {},
    onDamage: () => {},
    ...(whenHeld && { whenHeld }),
  });
}

/** A real state directory that a command holds, and `evergrant up` before it. */
async function world(holder: string) {
  const path = join(folder(), 'state');
  const held = await open(path, { command: holder });
  const clock = new ManualWaitingClock(0);
  const said: string[] = [];
  const interruption = new AbortController();
  const whenHeld = waitForCommand({
    clock,
    stays: 'evergrant up',
    say: (line) => said.push(line),
    signal: interruption.signal,
  });
  const opened = open(path, { command: 'evergrant up', whenHeld }).then(
    ({ lock }) => lock.holder.command,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const passUntil = async (end: number) => {
    for (let at = clock.now() + LOOK; at <= end; at += LOOK) await clock.reach(at);
  };
  return { path, held, said, opened, passUntil, interruption };
}

describe('a broker that starts while a command holds its state directory', () => {
  it('has it as soon as the command ends, without a word when that is at once', async () => {
    const { held, said, opened, passUntil } = await world('evergrant login crew');
    await passUntil(500);
    await held.lock.release();
    await passUntil(600);
    expect([await opened, said]).toEqual(['evergrant up', []]);
  });

  it('says once what it waits for when that takes a second, and gives up after five', async () => {
    const { path, said, opened, passUntil } = await world('evergrant login crew');
    await passUntil(5_000);
    expect(said).toEqual([
      `waiting for "evergrant login crew" (process ${process.pid}), which holds the state directory`,
    ]);
    expect(await opened).toMatch(`${path} is held by "evergrant login crew" (process ${process.pid} on `);
  });

  it('does not wait for another broker, which stays', async () => {
    const { path, said, opened } = await world('evergrant up');
    expect(await opened).toContain(`${path} is held by "evergrant up"`);
    expect(said).toEqual([]);
  });

  it('ends its wait when it is told to end', async () => {
    const { opened, passUntil, interruption } = await world('evergrant login crew');
    await passUntil(LOOK);
    interruption.abort();
    expect(await opened).toContain('is held by "evergrant login crew"');
  });
});
