import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import type { Damage } from '../../../adapters/state-directory/damage.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { Register } from '../../../adapters/state-directory/register.ts';
import type { DeliveryRecord } from '../../../core/delivery/delivery-record.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

describe('the ledger of the state directory', () => {
  it('refuses to go on with an older state of a grant, and keeps the last good one', async () => {
    const { ledger, directory } = await setUp();
    await ledger.replace('grant', 'crew', { seen: 0, item: { ...NO_GRANT, fence: 1 } });
    await ledger.replace('grant', 'crew', { seen: 1, item: { ...NO_GRANT, fence: 2 } });
    writeFileSync(`${directory}/ledger/grant/crew/0000000002.json`, '{');
    await expect(ledger.read('grant', 'crew')).rejects.toMatchObject({ code: 'StateDamaged' });
    await expect(ledger.read('grant', 'crew')).rejects.toMatchObject({ code: 'StateDamaged' });
    expect(await ledger.lastGood('crew')).toMatchObject({ revision: 1, item: { fence: 1 } });
    expect(await ledger.replace('grant', 'crew', { seen: 1, item: { ...NO_GRANT, fence: 9 } })).toBe(true);
    expect((await ledger.read('grant', 'crew'))?.item.fence).toBe(9);
  });

  it('goes on with the last good record of anything else, and reports the damage', async () => {
    const { ledger, directory, reported } = await setUp();
    await ledger.replace('delivery', 'sink', { seen: 0, item: DELIVERY });
    await ledger.replace('delivery', 'sink', { seen: 1, item: { ...DELIVERY, generation: 2 } });
    writeFileSync(`${directory}/ledger/delivery/sink/0000000002.json`, '{');
    expect((await ledger.read('delivery', 'sink'))?.item.generation).toBe(1);
    expect(reported).toMatchObject([{ name: 'ledger/delivery/sink', behind: true }]);
  });

  it('does not take a directory that was removed under it for an empty one', async () => {
    const { ledger, directory } = await setUp();
    await ledger.replace('grant', 'crew', { seen: 0, item: NO_GRANT });
    rmSync(directory, { recursive: true });
    await expect(ledger.read('grant', 'crew')).rejects.toMatchObject({ code: 'StateMissing' });
    await expect(ledger.replace('grant', 'new', { seen: 0, item: NO_GRANT })).rejects.toMatchObject({
      code: 'StateMissing',
    });
  });

  it('refuses a sound item of a form that it does not know', async () => {
    const { ledger, directory } = await setUp();
    const name = 'ledger/grant/crew';
    const register = new Register({
      fileSystem: nodeFileSystem,
      directory: `${directory}/${name}`,
      within: directory,
      name,
    });
    await register.replace({ seen: 0, value: { ...NO_GRANT, schema: 2 } });
    await expect(ledger.read('grant', 'crew')).rejects.toMatchObject({ code: 'StateFromOtherVersion' });
  });

  it('says that a name is too long for the disk', async () => {
    const { ledger } = await setUp();
    await expect(ledger.read('grant', 'x'.repeat(300))).rejects.toMatchObject({ code: 'NameTooLong' });
  });
});

const DELIVERY: DeliveryRecord = {
  schema: 1,
  sink: 'file:/run/token',
  grant: 'crew',
  generation: 1,
  fingerprint: null,
  deliveredAt: null,
  earlier: [],
  adoptedAt: null,
  consumers: [],
  after: null,
  error: null,
  remedy: null,
};

async function setUp() {
  const { path: directory } = await openState(`${folder()}/state`);
  const reported: Damage[] = [];
  const ledger = new FileLedger({
    fileSystem: nodeFileSystem,
    directory,
    onDamage: (damage) => reported.push(damage),
  });
  return { ledger, directory, reported };
}
