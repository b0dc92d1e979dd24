import { type BigIntStats, constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { SecretText } from '../../core/secret-text.ts';

/** A file as it was when it was read. */
export interface ReadFile {
  readonly content: SecretText;
  /** Nanoseconds in its times: two changes within one millisecond are two. */
  readonly stats: BigIntStats;
}

/** Whatever is longer holds more than settings and a token. */
const LONGEST_FILE = 16n * 1024n * 1024n;

/** @returns undefined when it is no regular file, is no UTF-8 text, or is longer than 16 MiB */
export async function readRegularFile(path: string): Promise<ReadFile | undefined> {
  // Opening a pipe would wait for its writer; with O_NONBLOCK it is opened and then seen to be a pipe.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile() || stats.size > LONGEST_FILE) return undefined;
    const bytes = await file.readFile();
    const text = bytes.toString('utf8');
    return Buffer.from(text, 'utf8').equals(bytes) ? { content: new SecretText(text), stats } : undefined;
  } finally {
    await file.close();
  }
}
