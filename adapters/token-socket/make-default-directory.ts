import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/**
 * Makes the directory of the default token socket, and those above it, for everybody to enter. A user who may not is
 * told so by whoever looks at the directory next.
 */
export async function makeDefaultDirectory(path: string): Promise<void> {
  const directory = dirname(path);
  try {
    const first = await mkdir(directory, { recursive: true, mode: 0o755 });
    if (first === undefined) return;
    // The mode of a new directory is cut by the umask, and a unit's is 0077.
    for (let made = directory; made.startsWith(first); made = dirname(made)) await chmod(made, 0o755);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorNumber(error) ?? '')) throw fileFault(error, directory);
  }
}
