import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { ledgerNames } from '../../adapters/state-directory/grant-remains.ts';
import type { Machine } from '../broker/open-machine.ts';

/** The delivery records of a credential's tokens, by sink. */
export async function deliveriesOf(
  credential: string,
  { ledger, state }: Machine,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const sink of await ledgerNames({ fileSystem: nodeFileSystem, directory: state.path }, 'delivery')) {
    if ((await ledger.read('delivery', sink))?.item.grant === credential) found.push(sink);
  }
  return found;
}
