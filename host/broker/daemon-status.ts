import type { DaemonDeclaration } from '../../core/config/daemon-declaration.ts';
import { daemonState } from '../../core/daemon/daemon-state.ts';
import type { Ledger } from '../../core/ports.ts';
import type { DaemonStatus } from '../../core/status.ts';
import { isoOrNull, SECOND, toIso } from '../../core/time.ts';

/** How one daemon is, by what its supervisor recorded. */
export async function daemonStatus({ name }: DaemonDeclaration, ledger: Ledger): Promise<DaemonStatus> {
  const record = (await ledger.read('daemon', name))?.item;
  const { lastRun } = record ?? {};
  return {
    name,
    state: record ? daemonState(record) : 'unknown',
    consecutiveFailures: record?.consecutiveFailures ?? 0,
    intervalSeconds: record ? record.interval / SECOND : null,
    nextRunAt: isoOrNull(record?.nextRunAt ?? null),
    lastRun: lastRun
      ? {
          kind: lastRun.kind,
          at: toIso(lastRun.endedAt),
          exitCode: lastRun.exitCode,
          reason: lastRun.verdict?.reason ?? null,
        }
      : null,
    limitsReached: record?.limitsReached ?? 0,
  };
}
