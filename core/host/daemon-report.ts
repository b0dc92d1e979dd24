import type { DaemonRecord } from '../daemon/daemon-record.ts';
import { daemonState } from '../daemon/daemon-state.ts';
import type { DaemonReport } from './host-report.ts';

/** A daemon as its host reports it. @param record undefined for one that never ran, or that is only watched */
export function daemonReport(
  { name, kind }: Pick<DaemonReport, 'name' | 'kind'>,
  record: DaemonRecord | undefined,
): DaemonReport {
  if (!record) {
    return {
      name,
      kind,
      state: 'unknown',
      consecutiveFailures: 0,
      nextRunAt: null,
      lastRun: null,
      limitsReached: 0,
    };
  }
  const { lastRun, consecutiveFailures, nextRunAt, limitsReached } = record;
  return {
    name,
    kind,
    state: daemonState(record),
    consecutiveFailures,
    nextRunAt,
    lastRun: lastRun && {
      kind: lastRun.kind,
      at: lastRun.endedAt,
      exitCode: lastRun.exitCode,
      reason: lastRun.verdict?.reason ?? null,
    },
    limitsReached,
  };
}
