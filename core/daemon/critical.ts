import { type Instant, toIso } from '../time.ts';
import type { Alerted, DaemonRecord } from './daemon-record.ts';
import type { DaemonSpec } from './daemon-spec.ts';
import type { Hold } from './hold.ts';
import type { RunOutcome } from './run-outcome.ts';

/** One line of the alerts file about a daemon. Fields are only ever added. */
export interface CriticalRecord {
  readonly schema: 1;
  /** ISO 8601. */
  readonly at: string;
  readonly severity: 'CRITICAL';
  readonly daemon: string;
  /** The grant in trouble; null where the daemon uses none or several and nothing tells which. */
  readonly grant: string | null;
  readonly reason: string;
  readonly message: string;
  readonly consecutiveFailures: number;
  /** ISO 8601; null while runs are held: the next one starts when the hold ends. */
  readonly nextRunAt: string | null;
  /** Redacted. */
  readonly evidence: readonly string[];
  /** The next command to type. */
  readonly remedy: string;
}

/**
 * Is this failure CRITICAL news? A permanent verdict is at once; other failures are when there are more in a row
 * than declared. Each is told once per streak, and a streak that was told as failing is told again when it
 * becomes permanent: what a person must do has changed.
 *
 * @param record with the run counted
 */
export function criticalAfterRun(
  record: DaemonRecord,
  spec: Pick<DaemonSpec, 'criticalAfter'>,
): Exclude<Alerted, 'none'> | undefined {
  const { lastRun, alerted } = record;
  if (lastRun?.kind !== 'failed' || alerted === 'permanent') return undefined;
  if (lastRun.verdict?.class === 'permanent_reauth') return 'permanent';
  return alerted === 'none' && record.consecutiveFailures > spec.criticalAfter ? 'failing' : undefined;
}

/**
 * Is it CRITICAL news that runs are held? Only when a latch explains failures that were already counted. A hold before
 * any failure belongs to the grant's incident, which names this daemon: one message, not one per daemon.
 */
export function criticalAtHold(record: DaemonRecord, hold: Hold): boolean {
  return hold.latched && record.consecutiveFailures > 0 && record.alerted !== 'permanent';
}

/** What a CRITICAL record says beside the daemon's record. */
export interface CriticalFacts {
  readonly at: Instant;
  readonly hold: Hold | undefined;
  /** Remedy of the run's verdict, `GRANT` standing for the name; undefined: there was none. */
  readonly remedy: string | undefined;
}

export function criticalRecord(
  record: DaemonRecord,
  spec: Pick<DaemonSpec, 'grants'>,
  { at, hold, remedy }: CriticalFacts,
): CriticalRecord {
  const verdict = record.lastRun?.verdict ?? undefined;
  const grant = hold?.grant ?? (spec.grants.length === 1 ? spec.grants[0] : undefined) ?? null;
  return {
    schema: 1,
    at: toIso(at),
    severity: 'CRITICAL',
    daemon: record.daemon,
    grant,
    reason: hold?.reason ?? verdict?.reason ?? 'RepeatedFailures',
    message: hold?.message ?? verdict?.message ?? howItFailed(record),
    consecutiveFailures: record.consecutiveFailures,
    nextRunAt: hold || record.nextRunAt === null ? null : toIso(record.nextRunAt),
    evidence: record.lastRun?.evidence ?? [],
    remedy:
      hold?.remedy ??
      (remedy || 'read its output, then evergrant status').replaceAll('GRANT', grant ?? 'GRANT'),
  };
}

/** The record with its last CRITICAL record noted. */
export function withAlerted(record: DaemonRecord, alerted: Exclude<Alerted, 'none'>): DaemonRecord {
  return { ...record, alerted };
}

function howItFailed({ consecutiveFailures, lastRun }: DaemonRecord): string {
  const last = lastRun ? describeEnd(lastRun) : 'left no trace';
  return consecutiveFailures === 1
    ? `the run ${last}`
    : `${consecutiveFailures} runs failed in a row; the last one ${last}`;
}

/** How a run ended, for people: `exited with code 1`. */
export function describeEnd({ exitCode, signal }: Pick<RunOutcome, 'exitCode' | 'signal'>): string {
  if (signal !== null) return `was ended by ${signal}`;
  return exitCode === null ? 'ended' : `exited with code ${exitCode}`;
}
