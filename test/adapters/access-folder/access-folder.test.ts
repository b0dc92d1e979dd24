import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeAccessFolder } from '../../../adapters/access-folder/access-folder.ts';
import { folderPrefix, ownerOf } from '../../../adapters/access-folder/folder-name.ts';
import { sweepAccessFolders } from '../../../adapters/access-folder/sweep-access-folders.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { DAY } from '../../../core/time.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folders = temporaryFolders();
const OWNER = { pid: 41, processStartedAt: '777', pidNamespace: 'pid:[4026531836]' };
const FILES = { privateKey: new SecretText('key'), certificate: 'certificate', knownHosts: 'hosts\n' };

describe('the folder of an access', () => {
  it('is private, holds three private files, and goes as a whole, also twice', async () => {
    const base = folders();
    const { path, paths, remove } = await makeAccessFolder(FILES, { base, owner: OWNER });
    const mode = (file: string) => (statSync(file).mode & 0o7777).toString(8);
    expect([path, ...Object.values(paths)].map(mode)).toEqual(['700', '600', '600', '600']);
    expect(readFileSync(paths.privateKey, 'utf8')).toBe('key\n');
    remove();
    remove();
    expect(readdirSync(base)).toEqual([]);
  });

  it('names its owner, whatever the system tells of it', async () => {
    for (const owner of [OWNER, { pid: 1, processStartedAt: null, pidNamespace: null }])
      expect(ownerOf(`${folderPrefix(owner)}aB3xYz`)).toEqual(owner);
    expect(ownerOf('evergrant-ssh.x.1.x.')).toBeUndefined();
    expect(ownerOf('evergrant-ssh')).toBeUndefined();
  });

  it('is not half there when it cannot be written', async () => {
    const made = makeAccessFolder(FILES, { base: '/nowhere', owner: OWNER });
    await expect(made).rejects.toMatchObject({ code: 'AccessNotWritten' });
  });
});

describe('the sweep of folders that were left', () => {
  const sweep = (base: string, more: { alive?: readonly number[]; now?: number } = {}) =>
    sweepAccessFolders({
      base,
      own: OWNER,
      runs: async ({ pid }) => (more.alive ?? []).includes(pid),
      now: more.now ?? Date.now(),
    });

  it('removes those whose process has ended, and keeps those of processes that run', async () => {
    const base = folders();
    const dead = await makeAccessFolder(FILES, { base, owner: OWNER });
    const alive = await makeAccessFolder(FILES, { base, owner: { ...OWNER, pid: 42 } });
    expect(await sweep(base, { alive: [42] })).toEqual([dead.path]);
    expect(existsSync(alive.paths.privateKey)).toBe(true);
  });

  it('removes those of another container only when they are a day old', async () => {
    const base = folders();
    const foreign = { ...OWNER, pidNamespace: 'pid:[5]' };
    const { path } = await makeAccessFolder(FILES, { base, owner: foreign });
    expect(await sweep(base)).toEqual([]);
    const old = (Date.now() - DAY - 1_000) / 1_000;
    utimesSync(path, old, old);
    expect(await sweep(base)).toEqual([path]);
  });

  it('leaves alone what is not its own: other names, files, links', async () => {
    const base = folders();
    const target = join(folders(), 'kept');
    writeFileSync(target, '');
    mkdirSync(join(base, 'evergrant-ssh.other'));
    writeFileSync(join(base, `${folderPrefix(OWNER)}aaaaaa`), '');
    symlinkSync(target, join(base, `${folderPrefix(OWNER)}bbbbbb`));
    expect(await sweep(base)).toEqual([]);
    expect(readdirSync(base)).toHaveLength(3);
    expect(await sweep('/nowhere')).toEqual([]);
  });
});
