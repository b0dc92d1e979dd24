import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { type ProcessFacts, thisProcessFacts } from '../../../adapters/state-directory/process-facts.ts';
import { takeProcessLock } from '../../../adapters/state-directory/process-lock.ts';
import { lockDaemon } from '../../../host/supervisor/lock-daemon.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const fileSystem = nodeFileSystem;
const stateDirectory = async () => (await openState(`${folder()}/state`)).path;
const lock = (directory: string, daemon = 'port-sheet') =>
  lockDaemon(daemon, { fileSystem, directory, now: 0 });

describe('the lock of a daemon', () => {
  it('is refused while its holder is alive, and says who that is', async () => {
    const directory = await stateDirectory();
    expect((await lock(directory)).kind).toBe('acquired');
    expect(await lock(directory)).toEqual({
      kind: 'taken',
      holder: `"evergrant run port-sheet" (process ${process.pid} on ${hostname()}, since 1970-01-01T00:00:00.000Z)`,
      alive: 'yes',
    });
  });

  it('is one for each daemon and each state directory, whatever the daemon is called', async () => {
    const directory = await stateDirectory();
    for (const daemon of ['port-sheet', 'mail', '../port-sheet', 'a/b']) {
      expect((await lock(directory, daemon)).kind).toBe('acquired');
    }
    expect((await lock(await stateDirectory())).kind).toBe('acquired');
  });

  it('is free again once it was given back', async () => {
    const directory = await stateDirectory();
    const first = await lock(directory);
    if (first.kind === 'acquired') await first.release();
    expect((await lock(directory)).kind).toBe('acquired');
  });

  it('is taken at once when its holder is dead', async () => {
    const directory = await stateDirectory();
    const child = spawn('true');
    await once(child, 'exit');
    await leave(directory, { pid: child.pid ?? 0 });
    expect((await lock(directory)).kind).toBe('acquired');
  });

  it('is refused while nobody can tell: its holder ran in another container or on another machine', async () => {
    for (const elsewhere of [{ pidNamespace: 'pid:[1]' }, { machineId: 'another' }]) {
      const directory = await stateDirectory();
      await leave(directory, elsewhere);
      expect(await lock(directory)).toMatchObject({ kind: 'taken', alive: 'unknown' });
    }
  });

  it('is a folder that may be removed when a person knows that its holder is gone', async () => {
    const directory = await stateDirectory();
    await leave(directory, { machineId: 'another' });
    await fileSystem.rename(`${directory}/supervisors/port-sheet`, `${directory}/away`);
    expect((await lock(directory)).kind).toBe('acquired');
  });
});

/** As if a supervisor with these facts had taken the lock and not given it back. */
async function leave(directory: string, facts: Partial<ProcessFacts>): Promise<void> {
  await fileSystem.makeDirectory(`${directory}/supervisors`);
  await takeProcessLock({
    fileSystem,
    directory,
    name: 'supervisors/port-sheet',
    process: { ...(await thisProcessFacts()), ...facts },
    id: 'earlier',
    command: 'evergrant run port-sheet',
    socketPath: null,
    now: 0,
  });
}
