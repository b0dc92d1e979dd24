import { type FileHandle, open } from 'node:fs/promises';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { SecretText } from '../../core/secret-text.ts';
import { errorNumber } from '../files/file-fault.ts';

const GROUP_AND_OTHERS = 0o077;

/**
 * Reads a file that holds one secret, without the line end that editors add. Throws `SecretFileMissing`,
 * `SecretFileLoose` when anybody but its owner may touch it, or `SecretFileEmpty`.
 *
 * @param what for messages: `client secret of "google"`.
 */
export async function readSecretFile(path: string, what: string): Promise<SecretText> {
  const file = await openSecret(path, what);
  try {
    // The mode of the open file: a path may be exchanged between a look and a read.
    const mode = (await file.stat()).mode & 0o777;
    if ((mode & GROUP_AND_OTHERS) !== 0) throw loose(path, { what, mode });
    const text = (await file.readFile('utf8')).trim();
    if (text === '')
      throw fault('SecretFileEmpty', `the file of the ${what} is empty: ${path}`, `write it: ${path}`);
    return new SecretText(text);
  } finally {
    await file.close();
  }
}

async function openSecret(path: string, what: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    const code = errorNumber(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw fault(
        'SecretFileMissing',
        `the file of the ${what} is missing: ${path}`,
        `create ${path} with mode 0600`,
      );
    }
    throw fault(
      'SecretFileUnreadable',
      `the file of the ${what} cannot be read: ${path} (${code})`,
      `ls -l ${path}`,
    );
  }
}

function loose(path: string, about: { what: string; mode: number }): Fault {
  const octal = about.mode.toString(8).padStart(4, '0');
  const message = `the file of the ${about.what} is open to others (mode ${octal}): ${path}`;
  return fault('SecretFileLoose', message, `chmod 600 ${path}`);
}

function fault(code: string, message: string, remedy: string): Fault {
  return new Fault({ code, message, remedy, exitCode: ExitCode.Configuration });
}
