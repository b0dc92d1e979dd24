import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { fileFault } from '../../../adapters/files/file-fault.ts';
import { nodeFileSystem as fileSystem } from '../../../adapters/files/node-file-system.ts';
import { seal } from '../../../adapters/files/sealed-document.ts';
import { claimStateDirectory } from '../../../adapters/state-directory/claim-state-directory.ts';
import { thisMachineId } from '../../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../../adapters/state-directory/open-state-directory.ts';
import { bundleProgram } from '../../support/bundle-program.ts';
import { startProgram } from '../../support/child-program.ts';
import { bitFlips, truncations } from '../../support/damaged-bytes.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { watchedFileSystem } from '../../support/watched-file-system.ts';

const folder = temporaryFolders();
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

describe('opening a state directory', () => {
  it('makes one that only its owner may enter', async () => {
    const path = `${folder()}/state`;
    const state = await openState(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(state).toMatchObject({ path, clone: false, lost: [], formatVersion: 1, createdAt: 0 });
    expect(readdirSync(path).sort()).toEqual(['ledger', 'machine.json', 'secrets']);
  });

  it('finds the same one again', async () => {
    const path = `${folder()}/state`;
    expect(await openState(path)).toEqual(await openState(path));
  });

  it('agrees with everybody who opens it at the same time', async () => {
    const path = `${folder()}/state`;
    const opened = await Promise.all(Array.from({ length: 8 }, () => openState(path)));
    expect(new Set(opened.map(({ stateId }) => stateId)).size).toBe(1);
  });

  it('writes nothing when it is only to be read', async () => {
    const path = `${folder()}/state`;
    const reading = { fileSystem, machineId: 'this', now: 0, access: 'read' as const };
    await expect(openStateDirectory(path, reading)).rejects.toMatchObject({ code: 'StateMissing' });
    await openState(path);
    const readOnly = watchedFileSystem(fileSystem, ({ operation, path: at }) => {
      if (!['list', 'read', 'facts'].includes(operation)) throw fileFault({ code: 'EROFS' }, at);
    });
    expect(await openStateDirectory(path, { ...reading, fileSystem: readOnly })).toMatchObject({
      clone: false,
    });
  });

  it('recognises a copy on another machine, until somebody claims it', async () => {
    const path = `${folder()}/state`;
    const { stateId } = await openState(path);
    const copy = `${folder()}/copy`;
    cpSync(path, copy, { recursive: true });
    chmodSync(copy, 0o700);
    const other = { fileSystem, machineId: 'other', now: 0 };
    const cloned = await openStateDirectory(copy, other);
    expect(cloned).toMatchObject({ stateId, machineId: 'this', clone: true });
    await claimStateDirectory(cloned, other);
    expect(await openStateDirectory(copy, other)).toMatchObject({
      stateId,
      machineId: 'other',
      clone: false,
    });
  });

  it('says which directories were lost', async () => {
    const path = `${folder()}/state`;
    await openState(path);
    rmSync(`${path}/ledger`, { recursive: true });
    const { lost } = await openState(path);
    expect(lost).toEqual(['ledger', 'ledger/grant', 'ledger/incident', 'ledger/delivery', 'ledger/daemon']);
    expect((await openState(path)).lost).toEqual([]);
  });

  it('misses no directory of what is signed here: earlier versions had none, and it is made anew', async () => {
    const path = `${folder()}/state`;
    await openState(path);
    for (const kind of ['signingKey', 'agentToken']) rmSync(`${path}/ledger/${kind}`, { recursive: true });
    expect((await openState(path)).lost).toEqual([]);
    expect(readdirSync(`${path}/ledger`)).toEqual(expect.arrayContaining(['signingKey', 'agentToken']));
  });

  it('does not store the id that the machine keeps to itself', async () => {
    const path = `${folder()}/state`;
    const machineId = await thisMachineId();
    await openStateDirectory(path, { fileSystem, machineId, now: 0 });
    expect(machineId).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(`${path}/machine.json`, 'utf8')).toContain(machineId);
  });
});

describe('a state directory that is refused', () => {
  it.each(['0750', '0701', '0777'])('is one with permissions %s', async (mode) => {
    const path = `${folder()}/state`;
    await openState(path);
    chmodSync(path, Number.parseInt(mode, 8));
    await expect(openState(path)).rejects.toMatchObject({
      code: 'StateOpenToOthers',
      message: expect.stringContaining(mode),
      remedy: `chmod 700 ${path}`,
    });
  });

  it('is a file', async () => {
    const path = `${folder()}/state`;
    writeFileSync(path, '');
    await expect(openState(path)).rejects.toMatchObject({ code: 'StateNotADirectory' });
  });

  it('is one below a file', async () => {
    const file = `${folder()}/file`;
    writeFileSync(file, '');
    await expect(openState(`${file}/state`)).rejects.toMatchObject({ code: 'NotADirectory' });
  });

  it('is one whose parent does not exist', async () => {
    const parent = `${folder()}/none`;
    await expect(openState(`${parent}/state`)).rejects.toMatchObject({
      code: 'StateParentMissing',
      remedy: `mkdir -p ${parent}`,
    });
  });

  it('is one of a newer format', async () => {
    const path = `${folder()}/state`;
    await openState(path);
    writeFileSync(`${path}/machine.json`, seal('machine', { formatVersion: 2 }));
    await expect(openState(path)).rejects.toMatchObject({ code: 'StateFromNewerVersion' });
  });

  it('is one whose machine record has any bit flipped or missing', async () => {
    const path = `${folder()}/state`;
    await openState(path);
    const whole = readFileSync(`${path}/machine.json`);
    for (const bytes of [...truncations(whole), ...bitFlips(whole)]) {
      writeFileSync(`${path}/machine.json`, bytes);
      await expect(openState(path)).rejects.toMatchObject({ code: 'StateDamaged' });
    }
  });

  it.each([
    ['ENOSPC', 'DiskFull'],
    ['EDQUOT', 'DiskFull'],
    ['EROFS', 'ReadOnly'],
    ['EIO', 'DiskError'],
    ['EACCES', 'PermissionDenied'],
  ])('is one on a disk that says %s', async (code, fault) => {
    const path = `${folder()}/state`;
    await openState(path);
    const failing = watchedFileSystem(fileSystem, (call) => {
      if (call.operation === 'create') throw fileFault({ code }, call.path);
    });
    const opening = openStateDirectory(path, { fileSystem: failing, machineId: 'this', now: 0 });
    await expect(opening).rejects.toMatchObject({ code: fault, remedy: expect.any(String) });
  });
});

describe('for a user who is not root', () => {
  let program: string;

  beforeAll(async () => {
    program = await bundleProgram('test/support/programs/open-state.ts');
  });

  it('a state directory is made, and is that user’s', async () => {
    const path = `${own(folder())}/state`;
    expect(await openAsUser(path)).toEqual({ code: 'opened' });
    expect(statSync(path).uid).toBe(userId());
  });

  it('a directory without write permission is refused', async () => {
    const path = own(`${own(folder())}/state`);
    chmodSync(path, 0o500);
    expect(await openAsUser(path)).toMatchObject({ code: 'PermissionDenied' });
    chmodSync(path, 0o700);
  });

  it('a parent without write permission is refused', async () => {
    const parent = own(folder());
    chmodSync(parent, 0o500);
    expect(await openAsUser(`${parent}/state`)).toMatchObject({ code: 'PermissionDenied' });
    chmodSync(parent, 0o700);
  });

  // Only root can give a directory to somebody else.
  (isRoot ? it : it.skip)('a directory of another user is refused, with both users named', async () => {
    const path = own(`${own(folder())}/state`);
    chownSync(path, 0, 0);
    expect(await openAsUser(path)).toMatchObject({
      code: 'StateNotOurs',
      message: expect.stringMatching(/user 0\b.*user 65534/),
    });
  });

  /** Gives a directory, made if need be, to the user of these tests. */
  function own(path: string): string {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (isRoot) chownSync(path, NOBODY, NOBODY);
    return path;
  }

  function userId(): number | undefined {
    return isRoot ? NOBODY : process.getuid?.();
  }

  async function openAsUser(path: string): Promise<unknown> {
    const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const { lines } = await startProgram(program, { args: [path], cwd: '/', ...user }).ended();
    return JSON.parse(lines.join('\n'));
  }
});
