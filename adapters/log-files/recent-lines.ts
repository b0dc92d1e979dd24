import { open } from 'node:fs/promises';
import type { Instant } from '../../core/time.ts';

/** The last lines of a file, and when it was last written. */
export interface RecentLines {
  readonly lines: readonly string[];
  readonly writtenAt: Instant;
}

/** No more of a log is read than this, however long it is. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The last whole lines of a log file, 4 MiB of them at most; undefined when it cannot be read. */
export async function recentLines(path: string): Promise<RecentLines | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size, mtimeMs } = await file.stat();
    const from = Math.max(0, size - MOST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, MOST_BYTES)), 0, null, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first one was cut, and nothing follows the last end of a line.
    return { lines: lines.slice(from > 0 ? 1 : 0).filter((line) => line !== ''), writtenAt: mtimeMs };
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}
