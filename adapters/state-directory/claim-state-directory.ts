import type { FileSystem } from '../files/file-system.ts';
import { replaceMachineRecord } from './machine-record.ts';
import type { StateDirectory } from './open-state-directory.ts';

/**
 * Makes a copied or restored state directory belong to this machine: `evergrant claim`. From then on this machine
 * refreshes, so the person who claims says that the original no longer does. The broker's lock must be held.
 */
export async function claimStateDirectory(
  state: StateDirectory,
  options: { fileSystem: FileSystem; machineId: string },
): Promise<StateDirectory> {
  const { fileSystem, machineId } = options;
  const { path, stateId, createdAt } = state;
  await replaceMachineRecord({ fileSystem, path }, { stateId, machineId, createdAt });
  return { ...state, machineId, clone: false };
}
