import { open } from 'node:fs/promises';
import type { LinesState } from '../../core/audit/host-audit.ts';
import type { Instant } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { LineSplitter } from '../files/line-splitter.ts';
import { inodeOf } from './open-log.ts';

/** No more of a log is read than this, however long it is. */
const MOST_BYTES = 4 * 1024 * 1024;

/** As much of it is in memory at a time. */
const CHUNK = 64 * 1024;

/**
 * Passes the last whole lines of a log file, 4 MiB of them at most, one after the other.
 * @param onLine `writtenAt`: when the file was last written
 */
export async function recentLines(
  path: string,
  onLine: (text: string, writtenAt: Instant) => void,
): Promise<LinesState> {
  try {
    // To open a pipe would wait for its writer.
    if ((await inodeOf(path)) === undefined) return 'missing';
    await readLines(path, onLine);
    return 'read';
  } catch (error) {
    return DENIED.has(errorNumber(error) ?? '') ? 'denied' : 'unreadable';
  }
}

const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM']);

async function readLines(path: string, onLine: (text: string, writtenAt: Instant) => void): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size, mtimeMs } = await file.stat();
    let at = Math.max(0, size - MOST_BYTES);
    // The first one was cut.
    let isWhole = at === 0;
    const lines = new LineSplitter((text) => {
      if (isWhole && text !== '') onLine(text, mtimeMs);
      isWhole = true;
    });
    const chunk = Buffer.alloc(Math.min(size, CHUNK));
    while (at < size) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(CHUNK, size - at), at);
      if (bytesRead === 0) break;
      lines.write(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    lines.end();
  } finally {
    await file.close();
  }
}
