import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { removeItem, removeSecret } from '../../adapters/state-directory/grant-remains.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import type { Machine } from '../broker/open-machine.ts';
import { removeFile } from './remove-file.ts';
import type { AgentTokenHoldings, SigningKeyHoldings } from './signed-holdings.ts';

/**
 * Deletes what is held of a signing key or of an agent's tokens, secrets first: a crash after them leaves a ledger that
 * names what is gone, and forgetting it again ends it.
 *
 * @returns the sink files that were removed
 */
export async function forgetSigned(
  holdings: SigningKeyHoldings | AgentTokenHoldings,
  { machine, removeSinks }: { machine: Machine; removeSinks: boolean },
): Promise<readonly string[]> {
  const root = { fileSystem: nodeFileSystem, directory: machine.state.path };
  const { kind, name: id } = holdings;
  const removed: string[] = [];
  if (kind === 'signingKey') {
    await removeSecret(root, keySecret(id));
  } else {
    if (removeSinks) for (const { file } of holdings.files) if (await removeFile(file)) removed.push(file);
    await removeSecret(root, tokenSecret(id));
    for (const sink of holdings.deliveries) await removeItem(root, { kind: 'delivery', id: sink });
  }
  await removeItem(root, { kind: 'incident', id });
  await removeItem(root, { kind, id });
  return removed;
}
