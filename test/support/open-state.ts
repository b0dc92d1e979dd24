import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import {
  openStateDirectory,
  type StateDirectory,
} from '../../adapters/state-directory/open-state-directory.ts';

/** Opens, or makes, a state directory that belongs on the machine called `this`. */
export function openState(path: string): Promise<StateDirectory> {
  return openStateDirectory(path, { fileSystem: nodeFileSystem, machineId: 'this', now: 0 });
}
