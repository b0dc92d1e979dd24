import { isMapping } from '../../core/config/raw-tree.ts';
import type { DaemonNews } from '../../core/daemon/daemon-event.ts';

const REFUSED: DaemonNews['type'] = 'refusalReported';

/** The token of a grant that a daemon was refused with, as its supervisor's lines say; null: they do not. */
export function refusedFingerprint(lines: readonly string[], grant: string): string | null {
  for (const line of lines.toReversed()) {
    const event = parseJson(line);
    if (!isMapping(event) || event.type !== REFUSED || event.grant !== grant) continue;
    return typeof event.fingerprint === 'string' ? event.fingerprint : null;
  }
  return null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
