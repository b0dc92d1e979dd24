import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileFault } from './file-fault.ts';

/** Makes the directories above a path (0700), where they do not exist: for a newcomer without `~/.local/state`. */
export async function makeParents(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileFault(error, dirname(path));
  }
}
