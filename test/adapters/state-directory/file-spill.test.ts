import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fileFault } from '../../../adapters/files/file-fault.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileSpill, spillDirectories } from '../../../adapters/state-directory/file-spill.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { bitFlips, truncations } from '../../support/damaged-bytes.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { watchedFileSystem } from '../../support/watched-file-system.ts';

const folder = temporaryFolders();
const ID = 'grant/crew-sheets';
const VALUE = new SecretText('r1');

describe('the spill', () => {
  it('lies on another file system where the login session has one', () => {
    const state = { path: '/state', stateId: 'abc' };
    expect(spillDirectories({ ...state, runtimeDirectory: '/run/user/1000' })).toEqual([
      '/run/user/1000/evergrant-abc',
      '/state/spill',
    ]);
    expect(spillDirectories({ ...state, runtimeDirectory: undefined })).toEqual(['/state/spill']);
  });

  it('is readable by its owner only', async () => {
    const { spill, first } = setUp();
    await spill.write(ID, 'v1', VALUE);
    expect(statSync(first).mode & 0o777).toBe(0o700);
    expect(statSync(only(first)).mode & 0o777).toBe(0o600);
  });

  it('goes to the second place when the first takes nothing, and is found and removed there', async () => {
    const { over, spill, first, second } = setUp();
    await over((path) => path.startsWith(first)).write(ID, 'v1', VALUE);
    expect(readdirSync(second)).toHaveLength(1);
    expect((await spill.read(ID, 'v1'))?.reveal()).toBe('r1');
    await spill.remove(ID, 'v1');
    expect(readdirSync(second)).toEqual([]);
  });

  it('says so when no place takes the answer, and not what it is', async () => {
    const { over } = setUp();
    const writing = over(() => true).write(ID, 'v1', VALUE);
    await expect(writing).rejects.toMatchObject({ code: 'SpillFailed', retryable: true });
    await expect(writing).rejects.not.toThrow(/r1/);
  });

  it('counts an answer as saved whose writer died before giving it its name', async () => {
    const { spill, first } = setUp();
    await spill.write(ID, 'v1', VALUE);
    renameSync(only(first), `${only(first)}.unfinished`);
    expect((await spill.read(ID, 'v1'))?.reveal()).toBe('r1');
    await spill.write(ID, 'v1', VALUE);
    await spill.remove(ID, 'v1');
    expect(readdirSync(first)).toEqual([]);
  });

  it('recognises every truncation and every single bit flip', async () => {
    const { spill, first } = setUp();
    await spill.write(ID, 'v1', VALUE);
    const file = only(first);
    const whole = readFileSync(file);
    for (const bytes of [...truncations(whole), ...bitFlips(whole)]) {
      writeFileSync(file, bytes);
      await expect(spill.read(ID, 'v1')).rejects.toMatchObject({ code: 'SecretDamaged' });
    }
  });
});

function setUp() {
  const [first, second] = [`${folder()}/first`, `${folder()}/second`];
  const directories = [first, second];
  /** A spill whose disk is full for files that the test names. */
  const over = (full: (path: string) => boolean) => {
    const fileSystem = watchedFileSystem(nodeFileSystem, ({ operation, path }) => {
      if (operation === 'create' && full(path)) throw fileFault({ code: 'ENOSPC' }, path);
    });
    return new FileSpill({ fileSystem, directories });
  };
  return { spill: over(() => false), over, first, second };
}

/** The one file in a directory. */
function only(directory: string): string {
  const names = readdirSync(directory);
  expect(names).toHaveLength(1);
  return `${directory}/${names[0]}`;
}
