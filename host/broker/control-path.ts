import { join } from 'node:path';

/** Where the broker of a state directory listens. */
export function controlSocketPath(stateDirectory: string): string {
  return join(stateDirectory, 'control.sock');
}
