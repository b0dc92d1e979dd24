import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** First 12 hex digits of the SHA-256 of the running release, by the folder that it lies in; null: it lies in none. */
export function thisRelease(script = process.argv[1]): string | null {
  if (script === undefined) return null;
  try {
    const folder = basename(dirname(realpathSync(script)));
    return /^[0-9a-f]{12}$/.test(folder) ? folder : null;
  } catch {
    return null;
  }
}
