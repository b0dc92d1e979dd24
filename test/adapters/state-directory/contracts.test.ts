import { nodeFileSystem as fileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { FileSecrets } from '../../../adapters/state-directory/file-secrets.ts';
import { FileSpill } from '../../../adapters/state-directory/file-spill.ts';
import { ledgerContract } from '../../support/contracts/ledger-contract.ts';
import { secretsContract } from '../../support/contracts/secrets-contract.ts';
import { spillContract } from '../../support/contracts/spill-contract.ts';
import { openState } from '../../support/open-state.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();

function onDamage(): void {
  throw new Error('nothing is damaged in these tests');
}

async function options() {
  const { path } = await openState(`${folder()}/state`);
  return { fileSystem, directory: path, onDamage };
}

ledgerContract('the ledger of the state directory', async () => new FileLedger(await options()));
secretsContract('the secrets of the state directory', async () => new FileSecrets(await options()));
spillContract('the spill of the state directory', async () => {
  return new FileSpill({ fileSystem, directories: [`${folder()}/spill`] });
});
