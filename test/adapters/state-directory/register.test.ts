import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { FileSystem } from '../../../adapters/files/file-system.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { Register } from '../../../adapters/state-directory/register.ts';
import { bitFlips, truncations } from '../../support/damaged-bytes.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { type FileCall, watchedFileSystem } from '../../support/watched-file-system.ts';

const folder = temporaryFolders();

describe('a register', () => {
  it('is at revision 0 before the first write', async () => {
    const { register } = setUp();
    expect(await register.read()).toEqual({ revision: 0, value: undefined, damaged: [], behind: false });
  });

  it('is not empty but missing when the directory above it is gone', async () => {
    const { register, within } = setUp();
    rmSync(within, { recursive: true });
    await expect(register.read()).rejects.toMatchObject({ code: 'StateMissing' });
    await expect(register.replace({ seen: 0, value: 1 })).rejects.toMatchObject({ code: 'StateMissing' });
  });

  it('keeps its last eight records and nothing unfinished', async () => {
    const { register, directory } = setUp();
    await count(register, 30);
    expect(readdirSync(directory).sort()).toEqual(
      [23, 24, 25, 26, 27, 28, 29, 30].map((revision) => `00000000${revision}.json`),
    );
  });

  it('names the place in every record, so that a copied file is damaged', async () => {
    const { register, directory, within } = setUp();
    await count(register, 2);
    mkdirSync(`${within}/other`);
    writeFileSync(`${within}/other/0000000002.json`, readFileSync(`${directory}/0000000002.json`));
    const other = new Register({
      fileSystem: nodeFileSystem,
      directory: `${within}/other`,
      within,
      name: 'other',
    });
    expect(await other.read()).toMatchObject({ revision: 0, behind: true });
    writeFileSync(`${directory}/0000000003.json`, readFileSync(`${directory}/0000000001.json`));
    expect(await register.read()).toMatchObject({ revision: 2, value: 2, behind: true });
  });
});

describe('a writer that was stopped', () => {
  it('loses when its number was written and pruned meanwhile, and leaves nothing behind', async () => {
    const { register, directory, stopped } = setUp();
    await count(register, 3);
    const sleeper = stopped('link', () => count(register, 20));
    expect(await sleeper.replace({ seen: 3, value: 'stale' })).toBe(false);
    expect(await register.read()).toMatchObject({ revision: 23, value: 23 });
    expect(readdirSync(directory)).not.toContain('0000000004.json');
  });

  it('has won when all that was written meanwhile descends from its write', async () => {
    const { register, stopped } = setUp();
    await count(register, 3);
    const sleeper = stopped('syncDirectory', () => count(register, 20));
    expect(await sleeper.replace({ seen: 3, value: 3.5 })).toBe(true);
    expect(await register.read()).toMatchObject({ revision: 24, value: 23.5 });
  });

  it('loses to a single write before its own', async () => {
    const { register, stopped } = setUp();
    await count(register, 3);
    const sleeper = stopped('link', () => count(register, 1));
    expect(await sleeper.replace({ seen: 3, value: 'stale' })).toBe(false);
    expect(await register.read()).toMatchObject({ revision: 4, value: 4 });
  });
});

describe('a writer that dies before any of its file operations', () => {
  it('leaves a readable register in which its write is there whole or not at all', async () => {
    const calls = await operationsOfAWrite();
    expect(calls).toBeGreaterThan(10);
    for (let fatal = 1; fatal <= calls; fatal += 1) {
      const { register, over } = setUp();
      await count(register, 9);
      const dying = over((call) => {
        if (call.number >= fatal) throw new Error('killed');
      });
      await expect(dying.replace({ seen: 9, value: 10 })).rejects.toThrow('killed');
      const { revision, value, damaged } = await register.read();
      expect([9, 10]).toContain(revision);
      expect(value).toBe(revision);
      expect(damaged).toEqual([]);
      await count(register, 1);
      expect((await register.read()).revision).toBe(revision + 1);
    }
  });

  async function operationsOfAWrite(): Promise<number> {
    const { register, over } = setUp();
    await count(register, 9);
    const calls: FileCall[] = [];
    await over((call) => void calls.push(call)).replace({ seen: 9, value: 10 });
    return calls.length;
  }
});

describe('a damaged record', () => {
  it('is recognised after every truncation, with the last good value kept', async () => {
    const { register, directory } = setUp();
    await count(register, 2);
    const whole = readFileSync(`${directory}/0000000002.json`);
    for (const bytes of truncations(whole)) {
      writeFileSync(`${directory}/0000000002.json`, bytes);
      expect(await register.read()).toMatchObject({ revision: 1, value: 1, behind: true });
    }
  });

  it('is recognised after every single bit flip, with the last good value kept', async () => {
    const { register, directory } = setUp();
    await count(register, 2);
    const whole = readFileSync(`${directory}/0000000002.json`);
    for (const bytes of bitFlips(whole)) {
      writeFileSync(`${directory}/0000000002.json`, bytes);
      expect(await register.read()).toMatchObject({ revision: 1, value: 1, behind: true });
    }
  });

  it('is recognised after every single bit flip in its name', async () => {
    const { register, directory } = setUp();
    await count(register, 2);
    const name = '0000000002.json';
    const path = `${directory}/${name}`;
    const whole = readFileSync(path);
    for (const flipped of bitFlips(Buffer.from(name))) {
      // No file can have such a name.
      if (flipped.includes(SLASH)) continue;
      renameSync(path, Buffer.concat([Buffer.from(`${directory}/`), flipped]));
      const read = await register.read();
      expect([read.behind, read.revision, read.value]).toEqual([true, 1, 1]);
      for (const file of readdirSync(directory, 'buffer')) {
        if (file.toString() !== '0000000001.json')
          rmSync(Buffer.concat([Buffer.from(`${directory}/`), file]));
      }
      writeFileSync(path, whole);
    }
  });

  it('stays as evidence, keeps its number, and is written over by a write that saw the last good value', async () => {
    const { register, directory } = setUp();
    await count(register, 3);
    writeFileSync(`${directory}/0000000003.json`, '{}');
    expect(await register.read()).toMatchObject({
      revision: 2,
      damaged: [`${directory}/0000000003.json.damaged`],
      behind: true,
    });
    expect(await register.replace({ seen: 3, value: 'stale' })).toBe(false);
    expect(await register.replace({ seen: 2, value: 'repaired' })).toBe(true);
    expect(await register.read()).toMatchObject({ revision: 4, value: 'repaired', behind: false });
    expect(readFileSync(`${directory}/0000000003.json.damaged`, 'utf8')).toBe('{}');
  });

  it('is told of and harmless when it is an old one', async () => {
    const { register, directory } = setUp();
    await count(register, 3);
    writeFileSync(`${directory}/0000000002.json`, '');
    const { damaged, ...rest } = await register.read();
    expect(rest).toEqual({ revision: 3, value: 3, behind: false });
    expect(damaged).toHaveLength(1);
  });

  it('leaves a register usable in which no record is sound', async () => {
    const { register, directory } = setUp();
    await count(register, 1);
    writeFileSync(`${directory}/0000000001.json`, '');
    expect(await register.read()).toMatchObject({ revision: 0, value: undefined, behind: true });
    expect(await register.replace({ seen: 0, value: 'new' })).toBe(true);
    expect(await register.read()).toMatchObject({ revision: 2, value: 'new', behind: false });
  });
});

const SLASH = 0x2f;

function setUp() {
  const within = folder();
  const directory = `${within}/counter`;
  const place = { directory, within, name: 'counter' };
  const register = new Register({ ...place, fileSystem: nodeFileSystem });
  const over = (before: (call: FileCall) => void | Promise<void>) =>
    new Register({ ...place, fileSystem: watchedFileSystem(nodeFileSystem, before) });
  /** A register whose next call of the operation waits until something else was done. */
  const stopped = (operation: keyof FileSystem, meanwhile: () => Promise<void>) => {
    let slept = false;
    return over(async (call) => {
      if (call.operation !== operation || slept) return;
      slept = true;
      await meanwhile();
    });
  };
  return { register, directory, within, over, stopped };
}

/** Adds 1 to the register that often. */
async function count(register: Register, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    const { revision, value } = await register.read();
    const next = (typeof value === 'number' ? value : 0) + 1;
    expect(await register.replace({ seen: revision, value: next })).toBe(true);
  }
}
