import { appendAlertRecord } from '../../adapters/alerts/append-record.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import type { SupervisedDaemon } from '../../core/config/daemon-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { CriticalRecord } from '../../core/daemon/critical.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import { daemonSpec } from '../../core/daemon/daemon-spec.ts';
import type { Ledger } from '../../core/ports.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import { redact } from '../../core/verdict/redact.ts';
import { lockDaemon } from './lock-daemon.ts';
import type { SignalSource } from './process-signals.ts';
import { processTable } from './process-table.ts';
import type { Spawn } from './spawn.ts';
import { type SuperviseOptions, supervise } from './supervise.ts';
import { systemWaitingClock } from './waiting-clock.ts';

export interface SuperviseDeclaredOptions {
  readonly alerts: Declaration['alerts'];
  readonly broker: SuperviseOptions['broker'];
  readonly ledger: Ledger;
  /** Where the locks of daemons lie: a state directory, or one like it. */
  readonly locks: string;
  readonly spawn: Spawn;
  readonly signals: SignalSource;
  readonly onEvent: (event: DaemonEvent) => void;
}

/**
 * Supervises a declared daemon on this machine until a signal ends it, and writes CRITICAL records to the declared files.
 *
 * @returns and throws as `supervise` does
 */
export async function superviseDeclared(
  daemon: SupervisedDaemon,
  { alerts, locks, ...options }: SuperviseDeclaredOptions,
): Promise<number> {
  const files = [...alerts.values()].filter((channel) => channel.kind === 'file');
  return await supervise({
    ...options,
    spec: daemonSpec(daemon, {
      // Without an alerts file nothing is written, and the count only decides when it is said on the terminal.
      criticalAfter: files.length > 0 ? Math.min(...files.map(({ after }) => after)) : daemon.onFailure.after,
    }),
    clock: systemWaitingClock,
    processes: processTable,
    judgeLine,
    redact,
    critical: async (record: CriticalRecord) => {
      for (const { path } of files) await appendAlertRecord(path, record);
    },
    acquire: (name) =>
      lockDaemon(name, { fileSystem: nodeFileSystem, directory: locks, now: systemWaitingClock.now() }),
  });
}
