import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../core/fault.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/**
 * Appends one record to a JSON Lines file and waits for the disk. The file is opened anew for every record, so that
 * logrotate may move it away at any time, and several programs may write to it.
 *
 * @param record holds no secret
 * @throws Fault `AlertFileUnusable`, and those of the disk
 */
export async function appendAlertRecord(path: string, record: object): Promise<void> {
  try {
    const file = await openForAppend(path);
    try {
      if (!(await file.stat()).isFile())
        throw unusable(path, 'it is not a regular file', 'name another file');
      // One write call: with O_APPEND lines of several writers do not mix.
      await file.appendFile(`${(await endsInsideLine(path)) ? '\n' : ''}${JSON.stringify(record)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asFault(error, path);
  }
}

/** Bits of an alerts file that did not exist: its group may read it, log shippers run as such. */
const MODE = 0o640;

async function openForAppend(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, MODE);
    await file.chmod(MODE);
    await syncDirectory(dirname(path));
    return file;
  } catch (error) {
    if (errorNumber(error) !== 'EEXIST') throw error;
  }
  // O_NONBLOCK: opening a pipe that nobody reads fails at once instead of waiting. O_CREAT: it may be rotated just now.
  return open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, MODE);
}

/** A disk that was full cut a record short: the next one must not be glued to its remains. */
async function endsInsideLine(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size === 0) return false;
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      return buffer.toString() !== '\n';
    } finally {
      await file.close();
    }
  } catch {
    // Who may append need not be allowed to read.
    return false;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } catch (error) {
    if (errorNumber(error) !== 'EINVAL') throw error;
  } finally {
    await directory.close();
  }
}

function asFault(error: unknown, path: string): Fault {
  if (error instanceof Fault) return error;
  const directory = dirname(path);
  switch (errorNumber(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return unusable(path, `there is no directory ${directory}`, `make it: mkdir -p ${directory}`);
    case 'ENXIO':
    case 'EISDIR':
      return unusable(path, 'it is not a regular file', 'name another file');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return unusable(path, 'this user may not append to it', `let the broker's user write ${path}`);
    default:
      return fileFault(error, path);
  }
}

function unusable(path: string, message: string, remedy: string): Fault {
  return new Fault({ code: 'AlertFileUnusable', message: `alerts file ${path}: ${message}`, remedy });
}
