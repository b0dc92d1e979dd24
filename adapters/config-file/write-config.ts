import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Instant } from '../../core/time.ts';
import { errorNumber, fileFault } from '../files/file-fault.ts';

/**
 * Writes a configuration file at once, and keeps the one that was there beside it.
 * @returns path of the kept one; undefined when there was none
 */
export async function writeConfig(
  file: string,
  write: { text: string; now: Instant },
): Promise<string | undefined> {
  const unfinished = `${file}.unfinished-${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const mode = await modeOf(file);
    const kept = mode === undefined ? undefined : `${file}.kept-${stamp(write.now)}`;
    if (kept !== undefined) await copyFile(file, kept);
    const handle = await open(unfinished, 'wx', mode ?? 0o644);
    try {
      await handle.writeFile(write.text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    return kept;
  } catch (error) {
    await unlink(unfinished).catch(() => undefined);
    // A file where a folder should be: mkdir(2) says that the name is taken.
    throw fileFault(errorNumber(error) === 'EEXIST' ? { code: 'ENOTDIR' } : error, file);
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mode & 0o777;
  } catch (error) {
    if (errorNumber(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** `20261122T160500Z` */
function stamp(now: Instant): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}
