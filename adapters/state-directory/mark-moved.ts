import type { FileSystem } from '../files/file-system.ts';
import { replaceMachineRecord } from './machine-record.ts';
import type { MovedTo } from './moved-to.ts';
import type { StateDirectory } from './open-state-directory.ts';

/**
 * Says in the state directory, by one rename, where its grants are: from then on no command of this or an earlier
 * version refreshes them here. `null` takes that back. The broker's lock must be held.
 */
export async function markMoved(
  state: StateDirectory,
  { fileSystem, movedTo }: { fileSystem: FileSystem; movedTo: MovedTo | null },
): Promise<void> {
  const { path, stateId, machineId, createdAt } = state;
  await replaceMachineRecord(
    { fileSystem, path },
    { stateId, machineId, createdAt, ...(movedTo && { movedTo }) },
  );
}
