import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/**
 * Names this machine, so that a copy of the state directory on another one is recognised: a SHA-256 (64 hex digits)
 * of the operating system's machine id, which by machine-id(5) must not be shown itself; of the host name where
 * there is none.
 */
export async function thisMachineId(): Promise<string> {
  const name = (await firstLine(MACHINE_ID_FILES)) ?? `host ${hostname()}`;
  return createHash('sha256').update(`evergrant machine ${name}`).digest('hex');
}

const MACHINE_ID_FILES = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/** The first of these files that holds an id. A machine image being built holds the word `uninitialized`. */
async function firstLine(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const text = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (text !== '' && text !== 'uninitialized') return text;
  }
  return undefined;
}
