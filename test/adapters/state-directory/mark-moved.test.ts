import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { seal } from '../../../adapters/files/sealed-document.ts';
import { markMoved } from '../../../adapters/state-directory/mark-moved.ts';
import type { MovedTo } from '../../../adapters/state-directory/moved-to.ts';
import { openStateDirectory } from '../../../adapters/state-directory/open-state-directory.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folders = temporaryFolders();
const HERE = 'a1b2c3';
const MOVED: MovedTo = {
  deployment: 'jada',
  account: '123456789012',
  region: 'us-east-1',
  phase: 'moving',
  at: 1,
  machineId: HERE,
};

const open = (path: string, options: { moved?: boolean; access?: 'read' } = {}) =>
  openStateDirectory(path, { fileSystem: nodeFileSystem, machineId: HERE, now: 1, ...options });

async function marked(movedTo: MovedTo) {
  const path = join(folders(), 'state');
  await markMoved(await open(path), { fileSystem: nodeFileSystem, movedTo });
  return path;
}

describe('a state directory whose grants moved', () => {
  it.each([undefined, 'read'] as const)('is refused to all but the migration (access %s)', async (access) => {
    const path = await marked(MOVED);
    await expect(open(path, access ? { access } : {})).rejects.toMatchObject({
      code: 'StateMoved',
      message: expect.stringContaining('is frozen: its grants are on the way to deployment jada in AWS'),
      remedy: expect.stringContaining('evergrant migrate --to aws --cancel'),
    });
  });

  it('says where the grants live once all of them are there', async () => {
    const path = await marked({ ...MOVED, phase: 'moved' });
    await expect(open(path)).rejects.toMatchObject({
      code: 'StateMoved',
      message: expect.stringContaining('live in deployment jada in AWS (account 123456789012, us-east-1)'),
    });
  });

  it('is opened by the migration on the machine that it belongs on', async () => {
    const path = await marked(MOVED);
    expect(await open(path, { moved: true })).toMatchObject({ clone: false, movedTo: MOVED });
  });

  it('looks like a copy of another machine to a version that does not know of moving', async () => {
    const path = await marked(MOVED);
    const { content } = JSON.parse(readFileSync(join(path, 'machine.json'), 'utf8'));
    expect(content.formatVersion).toBe(1);
    expect(content.machineId).not.toBe(HERE);
  });

  it('is as before when it is taken back', async () => {
    const path = await marked(MOVED);
    const state = await open(path, { moved: true });
    await markMoved(state, { fileSystem: nodeFileSystem, movedTo: null });
    expect(await open(path)).toMatchObject({ clone: false, stateId: state.stateId });
    expect((await open(path)).movedTo).toBeUndefined();
  });

  it('is damaged when nobody can tell where its grants went', async () => {
    const path = await marked(MOVED);
    const content = {
      formatVersion: 1,
      stateId: 's',
      machineId: 'm',
      createdAt: 1,
      movedTo: { phase: 'gone' },
    };
    writeFileSync(join(path, 'machine.json'), seal('machine', content));
    await expect(open(path, { moved: true })).rejects.toMatchObject({ code: 'StateDamaged' });
  });
});
