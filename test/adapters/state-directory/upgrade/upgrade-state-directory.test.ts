import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../../adapters/files/node-file-system.ts';
import { seal } from '../../../../adapters/files/sealed-document.ts';
import type { Tree } from '../../../../adapters/files/tree.ts';
import { brokerHolder, takeBrokerLock } from '../../../../adapters/state-directory/broker-lock.ts';
import { FORMAT_VERSION } from '../../../../adapters/state-directory/machine-record.ts';
import { thisProcessFacts } from '../../../../adapters/state-directory/process-facts.ts';
import { Register } from '../../../../adapters/state-directory/register.ts';
import { STEPS, type UpgradeStep } from '../../../../adapters/state-directory/upgrade/steps.ts';
import {
  type OldState,
  upgradeStateDirectory,
} from '../../../../adapters/state-directory/upgrade/upgrade-state-directory.ts';
import { openState } from '../../../support/open-state.ts';
import { temporaryFolders } from '../../../support/temporary-folder.ts';
import { watchedFileSystem } from '../../../support/watched-file-system.ts';

const folder = temporaryFolders();

/** From the made-up format before this one: every grant was called `credential` then. */
const renamed: UpgradeStep = (files: Tree) =>
  new Map([...files].map(([name, bytes]) => [name.replace('ledger/credential/', 'ledger/grant/'), bytes]));

const FORMATS = { current: FORMAT_VERSION, steps: new Map([[FORMAT_VERSION - 1, renamed]]) };

/** A state directory as the format before this one had it. */
async function oldDirectory(): Promise<string> {
  const path = join(folder(), 'state');
  const { stateId, machineId, createdAt } = await openState(path);
  const record = { formatVersion: FORMAT_VERSION - 1, stateId, machineId, createdAt };
  writeFileSync(join(path, 'machine.json'), seal('machine', record));
  const directory = `${path}/ledger/credential`;
  await nodeFileSystem.makeDirectory(directory);
  const place = {
    fileSystem: nodeFileSystem,
    directory: `${directory}/crew`,
    within: directory,
    name: 'ledger/grant/crew',
  };
  await new Register(place).replace({ seen: 0, value: { generation: 7 } });
  return path;
}

function state(path: string, more: Partial<OldState> = {}): OldState {
  return {
    fileSystem: nodeFileSystem,
    path,
    formats: FORMATS,
    lock: async () => ({ release: async () => {} }),
    ...more,
  };
}

async function generationIn(path: string): Promise<unknown> {
  const within = `${path}/ledger/grant`;
  const place = {
    fileSystem: nodeFileSystem,
    directory: `${within}/crew`,
    within,
    name: 'ledger/grant/crew',
  };
  return (await new Register(place).read()).value;
}

describe('a state directory of the format before', () => {
  it('is refused until it is upgraded', async () => {
    await expect(openState(await oldDirectory())).rejects.toMatchObject({ code: 'StateFromOlderVersion' });
  });

  it('is upgraded once, and the old one is kept', async () => {
    const path = await oldDirectory();
    const before = readFileSync(join(path, 'machine.json'));
    const kept = `${path}.format-${FORMAT_VERSION - 1}`;
    expect(await upgradeStateDirectory(state(path))).toEqual({
      kind: 'upgraded',
      from: FORMAT_VERSION - 1,
      kept,
    });
    expect(await upgradeStateDirectory(state(path))).toEqual({ kind: 'nothingToDo' });
    expect((await openState(path)).lost).toEqual([]);
    expect(await generationIn(path)).toEqual({ generation: 7 });
    expect(readFileSync(join(kept, 'machine.json'))).toEqual(before);
    expect(readdirSync(join(kept, 'ledger', 'credential'))).toEqual(['crew']);
  });

  it('is in force, old or new and whole, after a crash at any step', async () => {
    let steps = 0;
    const counting = watchedFileSystem(nodeFileSystem, () => {
      steps += 1;
    });
    await upgradeStateDirectory(state(await oldDirectory(), { fileSystem: counting }));
    expect(steps).toBeGreaterThan(30);
    for (let crashAt = 1; crashAt <= steps; crashAt += 1) {
      const path = await oldDirectory();
      const crashing = watchedFileSystem(nodeFileSystem, ({ number }) => {
        if (number >= crashAt) throw new Error('crash');
      });
      await expect(upgradeStateDirectory(state(path, { fileSystem: crashing }))).rejects.toThrow('crash');
      await upgradeStateDirectory(state(path));
      expect(await generationIn(path)).toEqual({ generation: 7 });
      expect((await openState(path)).formatVersion).toBe(FORMAT_VERSION);
      expect(readdirSync(dirname(path)).sort()).toEqual(['state', `state.format-${FORMAT_VERSION - 1}`]);
    }
  }, 60_000);

  it('stays as it is while somebody holds its lock', async () => {
    const path = await oldDirectory();
    const lock = () => Promise.reject(new Error('held'));
    await expect(upgradeStateDirectory(state(path, { lock }))).rejects.toThrow('held');
    expect(readdirSync(dirname(path))).toEqual(['state']);
  });

  it('gives its lock back in the directory that it has become', async () => {
    const path = await oldDirectory();
    const place = { fileSystem: nodeFileSystem, directory: path };
    const lock = async () => {
      const taken = await takeBrokerLock({
        ...place,
        process: await thisProcessFacts(),
        brokerId: 'upgrader',
        command: 'evergrant up',
        socketPath: null,
        now: 0,
      });
      if (taken.kind !== 'held') throw new Error('held by another');
      return taken.lock;
    };
    let holder: string | undefined;
    const watched = watchedFileSystem(nodeFileSystem, async ({ operation, path: from }) => {
      if (operation === 'rename' && from.includes('.upgrading-'))
        holder = (await brokerHolder({ fileSystem: nodeFileSystem, directory: from }))?.brokerId;
    });
    await upgradeStateDirectory(state(path, { lock, fileSystem: watched }));
    expect(holder).toBe('upgrader');
    expect(await brokerHolder(place)).toBeNull();
  });

  it('stays as it is when no step leads from it', async () => {
    const path = await oldDirectory();
    const formats = { current: FORMAT_VERSION, steps: new Map<number, UpgradeStep>() };
    await expect(upgradeStateDirectory(state(path, { formats }))).rejects.toMatchObject({
      code: 'UpgradeImpossible',
    });
    expect(readdirSync(dirname(path))).toEqual(['state']);
  });

  it('stays as it is when something lies where the old one would be kept', async () => {
    const path = await oldDirectory();
    await nodeFileSystem.makeDirectory(`${path}.format-${FORMAT_VERSION - 1}`);
    await expect(upgradeStateDirectory(state(path))).rejects.toMatchObject({ code: 'UpgradeKeptTaken' });
    expect(existsSync(join(path, 'machine.json'))).toBe(true);
  });
});

describe('the steps of this version', () => {
  it('lead from every format that was ever released to this one', () => {
    const released = Array.from({ length: FORMAT_VERSION - 1 }, (_, at) => at + 1);
    expect([...STEPS.keys()]).toEqual(released);
  });
});
