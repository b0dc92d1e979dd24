import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { readTree, type Tree } from '../../adapters/files/tree.ts';
import { systemClock } from '../../adapters/node/system-clock.ts';
import type { Backup } from '../../adapters/state-directory/backup-file.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../adapters/state-directory/open-state-directory.ts';
import { Fault } from '../../core/fault.ts';
import { incompleteGrants } from './incomplete-grants.ts';

/** What was taken, and what of it is proven. */
export interface TakenBackup extends Backup {
  /** Grants whose settled value is in it, readable. */
  readonly grants: readonly string[];
}

/**
 * Takes a backup of a state directory, also while a broker is at work there: files are immutable, so each is whole, and
 * the ledger is read before the secrets, so what it names was there then. A value that was superseded and pruned in
 * between shows when the copy is checked with the code that reads a live directory; then it is taken again.
 *
 * @throws Fault `StateMissing`, `StateDamaged`, `StateBusy`
 */
export async function takeBackup(directory: string, deployment: string): Promise<TakenBackup> {
  const now = systemClock.now();
  const state = await openStateDirectory(directory, {
    fileSystem: nodeFileSystem,
    machineId: await thisMachineId(),
    now,
    access: 'read',
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const files = await copy(state.path);
    const { complete, incomplete } = await incompleteGrants(files);
    if (incomplete.length > 0 && attempt + 1 < ATTEMPTS) continue;
    if (incomplete.length > 0) throw neverWhole(state.path, incomplete);
    const { stateId, formatVersion: stateFormat } = state;
    return { deployment, stateId, createdAt: now, stateFormat, files, grants: complete };
  }
  throw neverWhole(state.path, []);
}

/** Each one means that a grant was refreshed twice during one copy; a damaged value fails every time. */
const ATTEMPTS = 5;

/** Locks, sockets and unfinished files belong to processes of now, and are no state. */
async function copy(directory: string): Promise<Tree> {
  const part = (wanted: string) => readTree(nodeFileSystem, directory, (top) => top === wanted);
  const ledger = await part('ledger');
  const secrets = await part('secrets');
  const spill = await part('spill');
  return new Map([...ledger, ...secrets, ...spill].filter(([name, bytes]) => !isScaffold(name, bytes)));
}

/** Room for an answer that has not come, and registers' files without a number. */
function isScaffold(name: string, bytes: Uint8Array): boolean {
  return /(^|\/)unfinished-/.test(name) || (name.endsWith('.prepared') && bytes.every((byte) => byte === 0));
}

function neverWhole(directory: string, grants: readonly string[]): Fault {
  return new Fault({
    code: 'BackupIncomplete',
    message: `${directory}: the value in force of ${grants.join(', ') || 'some grant'} could not be read, so no backup was made`,
    remedy: 'evergrant status says what is wrong with it; if it is being refreshed all the time, try again',
    retryable: true,
  });
}
