import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem as fileSystem } from '../../../adapters/files/node-file-system.ts';
import { takeBrokerLock } from '../../../adapters/state-directory/broker-lock.ts';
import { examineStateDirectory } from '../../../adapters/state-directory/examine-state-directory.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../../adapters/state-directory/file-secrets.ts';
import { thisProcessFacts } from '../../../adapters/state-directory/process-facts.ts';
import { sweepUnfinished } from '../../../adapters/state-directory/sweep-unfinished.ts';
import { NO_GRANT } from '../../../core/grant/state.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { MINUTE } from '../../../core/time.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

describe('examining a state directory', () => {
  it('finds nothing in a sound one', async () => {
    const directory = await inhabited();
    expect(filesOf(directory)).toHaveLength(8);
    expect(await examineStateDirectory({ fileSystem, directory })).toEqual([]);
  });

  it('finds damage to any one file', async () => {
    for (const [index] of filesOf(await inhabited()).entries()) {
      const directory = await inhabited();
      const file = filesOf(directory)[index] ?? '';
      const bytes = readFileSync(file);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(file, bytes);
      const [found = '', ...others] = await examineStateDirectory({ fileSystem, directory });
      expect(others).toEqual([]);
      expect(found.replace(/\.damaged$/, '')).toBe(file);
    }
  });
});

describe('sweeping a state directory', () => {
  it('removes what dead writers of registers left, and no value that was saved', async () => {
    const directory = await inhabited();
    const before = filesOf(directory);
    const left = ['ledger/grant/crew', 'secrets/grant/crew/labels', 'broker'].map(
      (below) => `${directory}/${below}/unfinished-1`,
    );
    for (const path of left) writeFileSync(path, 'half a rec');
    const unlinked = `${directory}/secrets/grant/crew/versions/v2.unlinked-1`;
    writeFileSync(unlinked, 'perhaps an answer');
    expect(await sweepUnfinished({ fileSystem, directory, now: Date.now() })).toEqual([]);
    expect(
      [...(await sweepUnfinished({ fileSystem, directory, now: Date.now() + 11 * MINUTE }))].sort(),
    ).toEqual(left.sort());
    expect(filesOf(directory)).toEqual([...before, unlinked].sort());
  });
});

/** A state directory with something of everything in it. */
async function inhabited(): Promise<string> {
  const { path: directory } = await openState(`${folder()}/state`);
  const root = { fileSystem, directory, onDamage: () => undefined };
  const ledger = new FileLedger(root);
  await ledger.replace('grant', 'crew', { seen: 0, item: NO_GRANT });
  await ledger.replace('grant', 'crew', { seen: 1, item: { ...NO_GRANT, fence: 1 } });
  const secrets = new FileSecrets(root);
  const value = new SecretText('r1');
  await secrets.put('grant/crew', { versionId: 'v1', value, label: 'AWSCURRENT' });
  await secrets.put('grant/crew', { versionId: 'v0', value, label: 'AWSCURRENT' });
  const process = await thisProcessFacts();
  const broker = { process, brokerId: 'b', command: 'evergrant up', socketPath: null, now: 0 };
  await takeBrokerLock({ fileSystem, directory, ...broker });
  return directory;
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => `${directory}/${name}`)
    .filter((path) => statSync(path).isFile())
    .sort();
}
