import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import type { Damage } from '../../adapters/state-directory/damage.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../adapters/state-directory/open-state-directory.ts';
import { sweepUnfinished } from '../../adapters/state-directory/sweep-unfinished.ts';
import type { Ledger } from '../../core/ports.ts';
import type { Instant } from '../../core/time.ts';
import type { HostFindings } from './host-findings.ts';
import { LastingLedger } from './lasting-ledger.ts';

/**
 * Opens the records of a host. A directory that is damaged, full or somebody else's is a finding, and the host serves
 * tokens all the same, with its records in memory.
 */
export async function openLedger(
  directory: string,
  { findings, now }: { findings: HostFindings; now: Instant },
): Promise<Ledger> {
  const wrote = (failure: unknown) => findings.tell('state', failure);
  const onDamage = ({ name, paths }: Damage) =>
    findings.tell(
      `damage ${name}`,
      new Error(`${name} is damaged (${paths.join(', ')}); the last good record is in use`),
    );
  try {
    await openStateDirectory(directory, {
      fileSystem: nodeFileSystem,
      machineId: await thisMachineId(),
      now,
    });
    await sweepUnfinished({ fileSystem: nodeFileSystem, directory, now });
  } catch (error) {
    wrote(error);
    return new LastingLedger(closed(error), wrote);
  }
  return new LastingLedger(new FileLedger({ fileSystem: nodeFileSystem, directory, onDamage }), wrote);
}

/** A ledger that takes and gives nothing. */
function closed(why: unknown): Ledger {
  const refuse = () => Promise.reject(why);
  return { read: refuse, replace: refuse, lastGood: refuse };
}
