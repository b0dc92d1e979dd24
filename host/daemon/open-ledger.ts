import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import type { Damage } from '../../adapters/state-directory/damage.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../adapters/state-directory/open-state-directory.ts';
import { sweepUnfinished } from '../../adapters/state-directory/sweep-unfinished.ts';
import { Fault } from '../../core/fault.ts';
import type { Clock, Ledger } from '../../core/ports.ts';
import type { HostFindings } from './host-findings.ts';
import { LastingLedger } from './lasting-ledger.ts';
import { LateLedger } from './late-ledger.ts';

/**
 * The records of a host. A directory that is damaged, full or somebody else's is a finding, and the host serves tokens all
 * the same, with its records in memory until the directory can be opened.
 */
export async function openLedger(
  directory: string,
  { findings, clock }: { findings: HostFindings; clock: Pick<Clock, 'now'> },
): Promise<LastingLedger> {
  const disk = new LateLedger(() => openDisk(directory, { findings, clock }), clock);
  const wrote = (failure: unknown) => findings.tell('state', failure);
  await disk.open().then(() => wrote(undefined), wrote);
  return new LastingLedger(disk, wrote);
}

async function openDisk(
  directory: string,
  { findings, clock }: { findings: HostFindings; clock: Pick<Clock, 'now'> },
): Promise<Ledger> {
  const now = clock.now();
  const common = { fileSystem: nodeFileSystem, now };
  await openStateDirectory(directory, { ...common, machineId: await thisMachineId() });
  await sweepUnfinished({ ...common, directory });
  const onDamage = (damage: Damage) => findings.tell(`damage ${damage.name}`, damaged(damage));
  return new FileLedger({ fileSystem: nodeFileSystem, directory, onDamage });
}

function damaged({ name, paths }: Damage): Fault {
  return new Fault({
    code: 'RecordDamaged',
    message: `the record ${name} of this host is damaged (${paths.join(', ')}); the last good one is in use`,
    remedy: 'nothing, if it was once; else see the disk: journalctl -k --grep error',
  });
}
