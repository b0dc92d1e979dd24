import { inspectTarget } from '../../../adapters/file-sink/inspect-target.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { isFault } from '../../../core/fault.ts';
import type { Refusal } from './refusals.ts';

/**
 * Is there a place for the file of every sink? A declaration may be checked before its directories are made, and by
 * another user than the broker's: so only what holds for every user is told, and `evergrant preflight` tells the rest.
 *
 * @returns `SinkDirectoryMissing`, `SinkNotAFile` or `SinkIsMountPoint` for each that has none
 */
export async function checkSinks({
  engine,
  sinks,
}: Pick<Declaration, 'engine' | 'sinks'>): Promise<readonly Refusal[]> {
  // In AWS the files lie on other hosts.
  if (engine.kind !== 'machine') return [];
  const refusals: Refusal[] = [];
  for (const { name, file } of sinks.values()) {
    try {
      await inspectTarget(file, undefined);
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      if (FOR_EVERY_USER.has(fault.code)) refusals.push({ path: `sinks.${name}.file`, fault });
    }
  }
  return refusals;
}

const FOR_EVERY_USER: ReadonlySet<string> = new Set([
  'SinkDirectoryMissing',
  'SinkNotAFile',
  'SinkIsMountPoint',
]);
