import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { makeParents } from '../../adapters/files/make-parents.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { writeTree } from '../../adapters/files/tree.ts';
import type { Backup } from '../../adapters/state-directory/backup-file.ts';
import { createMachineRecord, FORMAT_VERSION } from '../../adapters/state-directory/machine-record.ts';
import { LAYOUT } from '../../adapters/state-directory/open-state-directory.ts';
import { Fault } from '../../core/fault.ts';
import { incompleteGrants } from './incomplete-grants.ts';

/**
 * Makes a state directory out of a backup, whole or not at all. It belongs to no machine until somebody says so
 * (`evergrant claim`), not even where it was made: the grants may have been refreshed after the backup, and a
 * single-use refresh token from it would end them.
 *
 * @param directory absent or empty
 * @returns the grants in it
 * @throws Fault `StateNotEmpty`, `StateFromNewerVersion`, `BackupIncomplete`
 */
export async function restoreBackup(backup: Backup, directory: string): Promise<readonly string[]> {
  const path = resolve(directory);
  if (backup.stateFormat > FORMAT_VERSION) throw newer(backup);
  const { complete, incomplete } = await incompleteGrants(backup.files);
  if (incomplete.length > 0) throw damagedInside(incomplete);
  const there = await nodeFileSystem.list(path);
  if (there !== undefined && there.length > 0) throw notEmpty(path);
  await makeParents(path);
  const unfinished = `${path}.restoring-${randomUUID()}`;
  await writeTree(nodeFileSystem, unfinished, { files: backup.files, directories: LAYOUT });
  await createMachineRecord(
    { fileSystem: nodeFileSystem, path: unfinished },
    { stateId: backup.stateId, machineId: NOBODY, createdAt: backup.createdAt },
  );
  // Replaces an empty directory, and fails for one that somebody filled meanwhile.
  await nodeFileSystem.rename(unfinished, path);
  await nodeFileSystem.syncDirectory(dirname(path));
  return complete;
}

/** No machine's id: those are hexadecimal. */
const NOBODY = 'restored from a backup';

function notEmpty(path: string): Fault {
  return new Fault({
    code: 'StateNotEmpty',
    message: `${path} is not empty; a backup is never mixed into a state directory that is there`,
    remedy: `stop evergrant up, move it away: mv ${path} ${path}.old; then restore`,
  });
}

function newer({ stateFormat }: Backup): Fault {
  return new Fault({
    code: 'StateFromNewerVersion',
    message: `the state in this backup has format ${stateFormat}, this version of evergrant knows format ${FORMAT_VERSION}`,
    remedy: 'run the newer evergrant that made it',
  });
}

function damagedInside(grants: readonly string[]): Fault {
  return new Fault({
    code: 'BackupIncomplete',
    message: `in this backup the value in force of ${grants.join(', ')} is not readable`,
    remedy: 'take another backup file',
  });
}
