import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { nodeDigest } from '../../adapters/node/node-digest.ts';
import { removeItem, removeSecret } from '../../adapters/state-directory/grant-remains.ts';
import { grantSecret, grantVersionId, tokenSecret } from '../../core/grant/version-ids.ts';
import type { Machine } from '../broker/open-machine.ts';
import type { GrantHoldings } from './grant-holdings.ts';
import { removeFile } from './remove-file.ts';

/**
 * Deletes what is held of a grant. Secrets go first: a crash after them leaves a ledger that names a value which is
 * gone, and nothing is sent; the reverse would be mended into a living grant by the next start.
 *
 * @returns the sink files that were removed
 */
export async function forgetGrant(
  holdings: GrantHoldings,
  { machine, removeSinks }: { machine: Machine; removeSinks: boolean },
): Promise<readonly string[]> {
  const root = { fileSystem: nodeFileSystem, directory: machine.state.path };
  const { grant } = holdings;
  const removed: string[] = [];
  if (removeSinks) for (const { file } of holdings.files) if (await removeFile(file)) removed.push(file);
  for (const versionId of versionsOf(holdings)) await machine.spill.remove(grantSecret(grant), versionId);
  await removeSecret(root, grantSecret(grant));
  for (const token of holdings.tokens) await removeSecret(root, tokenSecret(token));
  for (const sink of holdings.deliveries) await removeItem(root, { kind: 'delivery', id: sink });
  await removeItem(root, { kind: 'incident', id: grant });
  await removeItem(root, { kind: 'grant', id: grant });
  return removed;
}

/** Versions that may lie in the spill, which has no directory per grant. */
function versionsOf({ state }: GrantHoldings): readonly string[] {
  const { settled, intent, orphans } = state;
  return [
    ...(settled ? [settled.grantVersionId] : []),
    ...(intent ? [grantVersionId(nodeDigest, intent.id)] : []),
    ...orphans,
  ];
}
