import { unlink } from 'node:fs/promises';
import { errorNumber, fileFault } from '../../adapters/files/file-fault.ts';

/** Deletes the file of a sink. @returns false where there was none */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return false;
    throw fileFault(error, path);
  }
}
