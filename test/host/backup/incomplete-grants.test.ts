import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { readTree, type Tree } from '../../../adapters/files/tree.ts';
import { systemRandom } from '../../../adapters/node/system-random.ts';
import { signer } from '../../../adapters/signer/signer.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../../adapters/state-directory/file-secrets.ts';
import { importGrant } from '../../../core/consent/import-grant.ts';
import { SecretText } from '../../../core/secret-text.ts';
import { lookAtSigningKey } from '../../../core/signing-key/look.ts';
import { DAY, MINUTE } from '../../../core/time.ts';
import { incompleteGrants } from '../../../host/backup/incomplete-grants.ts';
import { flowWorld } from '../../support/fakes/flow-world.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

/** All files of a state directory that holds one grant, `crew`. */
async function stateWithGrant(): Promise<Tree> {
  const directory = join(folder(), 'state');
  await openState(directory);
  const { context } = flowWorld();
  const options = { fileSystem: nodeFileSystem, directory, onDamage: () => {} };
  const ports = {
    ...context.ports,
    random: systemRandom,
    ledger: new FileLedger(options),
    secrets: new FileSecrets(options),
  };
  await importGrant({ ...context, ports }, { refreshToken: new SecretText('refresh'), scopes: [] });
  return await readTree(nodeFileSystem, directory);
}

/** All files of a state directory that holds one signing key, `gastown`. */
async function stateWithSigningKey(): Promise<Tree> {
  const directory = join(folder(), 'state');
  await openState(directory);
  const { context } = flowWorld();
  const options = { fileSystem: nodeFileSystem, directory, onDamage: () => {} };
  const ports = {
    ...context.ports,
    signer,
    random: systemRandom,
    ledger: new FileLedger(options),
    secrets: new FileSecrets(options),
  };
  const spec = {
    name: 'gastown',
    algorithm: 'ES256',
    rotateEvery: DAY,
    verifierCache: MINUTE,
    tokens: [],
  } as const;
  await lookAtSigningKey({ ports, spec }, 'tick');
  return await readTree(nodeFileSystem, directory);
}

describe('a copy of a state directory', () => {
  it('is complete with every value in force', async () => {
    expect(await incompleteGrants(await stateWithGrant())).toEqual({ complete: ['crew'], incomplete: [] });
  });

  it('is not without the value that the ledger names', async () => {
    const files = [...(await stateWithGrant())].filter(([name]) => !name.includes('/versions/'));
    expect(await incompleteGrants(new Map(files))).toEqual({ complete: [], incomplete: ['crew'] });
  });

  it('is not with a value or a state that is damaged', async () => {
    const whole = await stateWithGrant();
    for (const part of ['/versions/', 'ledger/grant/crew/']) {
      const files = [...whole].map(([name, bytes]): [string, Uint8Array] => [
        name,
        name.includes(part) ? bytes.slice(0, 40) : bytes,
      ]);
      expect(await incompleteGrants(new Map(files))).toEqual({ complete: [], incomplete: ['crew'] });
    }
  });

  it('is complete with the signing keys that sign, and not without their private halves', async () => {
    const whole = await stateWithSigningKey();
    expect(await incompleteGrants(whole)).toEqual({ complete: ['gastown'], incomplete: [] });
    const files = [...whole].filter(([name]) => !name.includes('/versions/'));
    expect(await incompleteGrants(new Map(files))).toEqual({ complete: [], incomplete: ['gastown'] });
  });
});
