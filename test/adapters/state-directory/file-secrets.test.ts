import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { fileFault } from '../../../adapters/files/file-fault.ts';
import type { FileSystem } from '../../../adapters/files/file-system.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import type { Damage } from '../../../adapters/state-directory/damage.ts';
import { FileSecrets } from '../../../adapters/state-directory/file-secrets.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { bitFlips, truncations } from '../../support/damaged-bytes.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { type FileCall, watchedFileSystem } from '../../support/watched-file-system.ts';

const folder = temporaryFolders();
const ID = 'grant/crew-sheets';
const VALUE = '{"refreshToken":"r1"}';

describe('a secret version file', () => {
  it('is readable by its owner only, like everything around it', async () => {
    const { secrets, directory } = await setUp();
    await put(secrets);
    for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
      expect(statSync(`${directory}/${path}`).mode & 0o077).toBe(0);
    }
  });

  it('is recognised as damaged after every truncation and every single bit flip', async () => {
    const { secrets, file } = await setUp();
    await put(secrets);
    const whole = readFileSync(file);
    for (const bytes of [...truncations(whole), ...bitFlips(whole)]) {
      writeFileSync(file, bytes);
      await expect(secrets.read(ID, 'v1')).rejects.toMatchObject({ code: 'SecretDamaged' });
    }
  });

  it('is damaged as a copy of another version', async () => {
    const { secrets, file } = await setUp();
    await put(secrets);
    writeFileSync(file.replace('v1.json', 'v2.json'), readFileSync(file));
    await expect(secrets.read(ID, 'v2')).rejects.toMatchObject({ code: 'SecretDamaged' });
  });

  it('is repaired by putting its value again, and the damaged one is kept', async () => {
    const { secrets, file } = await setUp();
    await put(secrets);
    writeFileSync(file, 'torn');
    await put(secrets);
    expect((await secrets.read(ID, 'v1'))?.reveal()).toBe(VALUE);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('torn');
  });

  it('says nothing of its value in the message of a fault', async () => {
    const { secrets, file } = await setUp();
    await put(secrets);
    writeFileSync(file, readFileSync(file, 'utf8').replace('r1', 'r2'));
    await expect(secrets.read(ID, 'v1')).rejects.not.toThrow(/r2/);
  });
});

describe('preparing a version', () => {
  it('takes room on the disk that the value then uses', async () => {
    const { secrets, versions } = await setUp();
    await secrets.prepare(ID, 'v1');
    const prepared = statSync(`${versions}/v1.prepared`);
    expect(prepared.size).toBe(16 * 1024);
    expect(prepared.blocks * 512).toBeGreaterThanOrEqual(16 * 1024);
    await put(secrets);
    expect(statSync(`${versions}/v1.json`).ino).toBe(prepared.ino);
    expect(readdirSync(versions)).toEqual(['v1.json']);
  });

  it('leaves the room of another exchange alone, whose answer may be on its way', async () => {
    const { secrets, versions } = await setUp();
    await secrets.prepare(ID, 'v1');
    await secrets.prepare(ID, 'v2');
    expect(readdirSync(versions).sort()).toEqual(['v1.prepared', 'v2.prepared']);
  });

  it.each(['ENOSPC', 'EROFS', 'EACCES', 'EIO'])('throws when the disk says %s', async (code) => {
    const { failing } = await setUp();
    await expect(failing('create', code).prepare(ID, 'v1')).rejects.toMatchObject({ cause: { code } });
  });
});

describe('pruning', () => {
  it('clears away room that was prepared in vain, and nothing that may be an answer', async () => {
    const { secrets, versions } = await setUp();
    await secrets.prepare(ID, 'v1');
    await secrets.prepare(ID, 'v2');
    writeFileSync(`${versions}/v2.prepared`, '{"schema":1,"place":"secr');
    await put(secrets, 'v4');
    await secrets.prune(ID, []);
    expect(readdirSync(versions).sort()).toEqual(['v2.prepared', 'v4.json']);
  });
});

describe('a put on a failing disk', () => {
  it('has saved the value when only the link fails', async () => {
    const { failing, secrets } = await setUp();
    await secrets.prepare(ID, 'v1');
    await put(failing('link', 'EIO', 'versions/v1.json'));
    expect((await secrets.read(ID, 'v1'))?.reveal()).toBe(VALUE);
    expect(await secrets.versions(ID)).toEqual(['v1']);
    expect(await secrets.labelled(ID, 'EVERGRANT_NEXT')).toBe('v1');
  });

  it('gives the room back when the value cannot be written, so that the next try has it', async () => {
    const { failing, secrets, versions } = await setUp();
    await secrets.prepare(ID, 'v1');
    await expect(put(failing('overwrite', 'EIO'))).rejects.toMatchObject({ code: 'DiskError' });
    expect(readdirSync(versions)).toEqual(['v1.prepared']);
    expect(await secrets.read(ID, 'v1')).toBeUndefined();
    await put(failing('create', 'ENOSPC', '/versions/'));
    expect((await secrets.read(ID, 'v1'))?.reveal()).toBe(VALUE);
  });

  it('fails when the directory is gone', async () => {
    const { secrets, directory } = await setUp();
    await put(secrets);
    rmSync(directory, { recursive: true });
    await expect(put(secrets)).rejects.toMatchObject({ code: 'StateMissing' });
    await expect(secrets.read(ID, 'v1')).rejects.toMatchObject({ code: 'StateMissing' });
    await expect(secrets.versions(ID)).rejects.toMatchObject({ code: 'StateMissing' });
    await expect(secrets.labelled(ID, 'AWSCURRENT')).rejects.toMatchObject({ code: 'StateMissing' });
  });

  it('ends in the same state after a crash before any of its file operations and a second try', async () => {
    const clean = await setUp();
    const calls: FileCall[] = [];
    await putPrepared(clean.over(watchedFileSystem(nodeFileSystem, (call) => void calls.push(call))));
    expect(calls.length).toBeGreaterThan(15);
    for (const { number } of calls) {
      const { over, secrets } = await setUp();
      const crashing = watchedFileSystem(nodeFileSystem, (call) => {
        // A dead process does nothing more, not even tidying up.
        if (call.number >= number) throw new Error('crash');
      });
      await expect(putPrepared(over(crashing))).rejects.toThrow('crash');
      expect([undefined, VALUE]).toContain((await secrets.read(ID, 'v1'))?.reveal());
      await putPrepared(secrets);
      expect((await secrets.read(ID, 'v1'))?.reveal()).toBe(VALUE);
      expect(await secrets.versions(ID)).toEqual(['v1']);
      expect(await secrets.labelled(ID, 'AWSCURRENT')).toBe('v1');
    }
  });
});

describe('damaged labels', () => {
  it('are reported, got over with the last good ones, and stop every pruning', async () => {
    const { secrets, directory, reported } = await setUp();
    await put(secrets, 'v1');
    await put(secrets, 'v2');
    const labels = `${directory}/secrets/grant/crew-sheets/labels`;
    writeFileSync(`${labels}/0000000002.json`, '');
    expect(await secrets.labelled(ID, 'EVERGRANT_NEXT')).toBe('v1');
    expect(reported).toMatchObject([{ name: 'secrets/grant/crew-sheets/labels', behind: true }]);
    await secrets.prune(ID, ['v1', 'v2']);
    expect([...(await secrets.versions(ID))].sort()).toEqual(['v1', 'v2']);
    await put(secrets, 'v3');
    expect(await secrets.labelled(ID, 'EVERGRANT_NEXT')).toBe('v3');
  });
});

async function setUp() {
  const { path: directory } = await openState(`${folder()}/state`);
  const versions = `${directory}/secrets/grant/crew-sheets/versions`;
  const reported: Damage[] = [];
  const over = (fileSystem: FileSystem) =>
    new FileSecrets({ fileSystem, directory, onDamage: (damage) => reported.push(damage) });
  /** Secrets on a disk that fails each call of one operation on paths that contain a text. */
  const failing = (operation: keyof FileSystem, code: string, where = '') =>
    over(
      watchedFileSystem(nodeFileSystem, (call) => {
        if (call.operation === operation && call.path.includes(where)) throw fileFault({ code }, call.path);
      }),
    );
  return {
    secrets: over(nodeFileSystem),
    over,
    failing,
    directory,
    versions,
    file: `${versions}/v1.json`,
    reported,
  };
}

async function put(secrets: FileSecrets, versionId = 'v1'): Promise<void> {
  await secrets.put(ID, { versionId, value: new SecretText(VALUE), label: 'EVERGRANT_NEXT' });
}

async function putPrepared(secrets: FileSecrets): Promise<void> {
  await secrets.prepare(ID, 'v1');
  await secrets.put(ID, { versionId: 'v1', value: new SecretText(VALUE), label: 'AWSCURRENT' });
}
