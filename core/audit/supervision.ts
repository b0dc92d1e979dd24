import type { DaemonRecord } from '../daemon/daemon-record.ts';
import { daemonState } from '../daemon/daemon-state.ts';
import type { Supervision } from './host-audit.ts';

/** Is there a process that runs a daemon and restarts it? `unknown`: where this one cannot see it. */
export type SupervisorState = 'runs' | 'gone' | 'unknown';

/** What the supervisor of a daemon says of it. @param record undefined: it never ran */
export function supervision(record: DaemonRecord | undefined, supervisor: SupervisorState): Supervision {
  if (!record) return supervisor === 'gone' ? { ...NEVER_RAN, state: 'stopped' } : NEVER_RAN;
  const { consecutiveFailures, heldSince, process, lastRun } = record;
  const isGone = supervisor === 'gone';
  return {
    state: isGone ? 'stopped' : daemonState(record),
    since: isGone ? null : (heldSince ?? process?.since ?? null),
    nextRunAt: isGone ? null : record.nextRunAt,
    failures: consecutiveFailures,
    lastRun: lastRun && {
      kind: lastRun.kind,
      endedAt: lastRun.endedAt,
      exitCode: lastRun.exitCode,
      reason: lastRun.verdict?.reason ?? null,
    },
  };
}

const NEVER_RAN: Supervision = { state: 'unknown', since: null, nextRunAt: null, failures: 0, lastRun: null };
