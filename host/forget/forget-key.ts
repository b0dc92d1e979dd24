import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { removeItem, removeSecret } from '../../adapters/state-directory/grant-remains.ts';
import { tokenSecret } from '../../core/grant/version-ids.ts';
import { keySecret } from '../../core/rotate/version-ids.ts';
import type { Machine } from '../broker/open-machine.ts';
import type { KeyHoldings } from './key-holdings.ts';
import { removeFile } from './remove-file.ts';

/** Deletes what is held of an API key, secrets first. @returns the sink files that were removed */
export async function forgetKey(
  holdings: KeyHoldings,
  { machine, removeSinks }: { machine: Machine; removeSinks: boolean },
): Promise<readonly string[]> {
  const root = { fileSystem: nodeFileSystem, directory: machine.state.path };
  const { key } = holdings;
  const removed: string[] = [];
  if (removeSinks) for (const { file } of holdings.files) if (await removeFile(file)) removed.push(file);
  await removeSecret(root, keySecret(key));
  for (const token of holdings.tokens) await removeSecret(root, tokenSecret(token));
  for (const sink of holdings.deliveries) await removeItem(root, { kind: 'delivery', id: sink });
  await removeItem(root, { kind: 'incident', id: key });
  await removeItem(root, { kind: 'key', id: key });
  return removed;
}
