import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import { examineStateDirectory } from '../../adapters/state-directory/examine-state-directory.ts';
import { FileLedger } from '../../adapters/state-directory/file-ledger.ts';
import { thisMachineId } from '../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../adapters/state-directory/open-state-directory.ts';
import type { Ledger } from '../../core/ports.ts';
import type { MachineSituation, Trouble } from '../../core/preflight/situation.ts';
import type { Instant } from '../../core/time.ts';
import { troubleOf } from './trouble-of.ts';

/** The ledger beside a broker that may be at work, and how the directory is. Nothing is written and nothing locked. */
export type OpenedLedger = { readonly state: MachineSituation['state'] } & (
  | { readonly ledger: Ledger }
  | { readonly trouble: Trouble }
);

export async function openLedger(path: string, { now }: { now: Instant }): Promise<OpenedLedger> {
  const fileSystem = nodeFileSystem;
  try {
    const opened = await openStateDirectory(path, {
      fileSystem,
      machineId: await thisMachineId(),
      now,
      access: 'read',
    });
    const ledger = new FileLedger({ fileSystem, directory: opened.path, onDamage: () => {} });
    if (opened.clone) return { ledger, state: { kind: 'clone' } };
    const files = await examineStateDirectory({ fileSystem, directory: opened.path });
    return { ledger, state: files.length > 0 ? { kind: 'damaged', files } : { kind: 'sound' } };
  } catch (error) {
    const trouble = troubleOf(error);
    return { trouble, state: { kind: 'unusable', trouble } };
  }
}
