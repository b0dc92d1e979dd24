import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { lockDaemon } from '../../../host/supervisor/lock-daemon.ts';
import { supervisorState } from '../../../host/supervisor/supervisor-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

describe('whether a supervisor of a daemon runs', () => {
  it('is told by the lock that it holds, while it holds it', async () => {
    const directory = folder();
    const now = Date.now();
    const state = () => supervisorState('port-sheet', { directory, now });
    expect(await state()).toBe('gone');
    const lock = await lockDaemon('port-sheet', { fileSystem: nodeFileSystem, directory, now });
    expect(await state()).toBe('runs');
    expect(await supervisorState('another', { directory, now })).toBe('gone');
    if (lock.kind === 'acquired') await lock.release();
    expect(await state()).toBe('gone');
  });

  it('is gone where the directory of the locks was never made', async () => {
    expect(await supervisorState('port-sheet', { directory: `${folder()}/not-there`, now: 0 })).toBe('gone');
  });
});
