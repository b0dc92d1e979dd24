import type { DaemonStatus } from '../status.ts';
import type { DaemonRecord } from './daemon-record.ts';

/** What a supervised daemon does now, in one word. */
export function daemonState({
  heldSince,
  consecutiveFailures,
  nextRunAt,
}: Pick<DaemonRecord, 'heldSince' | 'consecutiveFailures' | 'nextRunAt'>): DaemonStatus['state'] {
  if (heldSince !== null) return 'held';
  if (nextRunAt === null) return 'running';
  return consecutiveFailures > 0 ? 'backingOff' : 'idle';
}
