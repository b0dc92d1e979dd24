import type { Instant, Milliseconds } from '../time.ts';
import type { DaemonProcess } from './daemon-process.ts';
import type { DaemonSpec } from './daemon-spec.ts';
import { dueAfter, failuresAfter, intervalAfter } from './ladder.ts';
import { type RunEnd, withRun } from './run-history.ts';
import type { RunOutcome } from './run-outcome.ts';
import { oneMore, type SessionCount } from './session-count.ts';

/** What a supervisor keeps of its daemon across restarts: the ledger item DAEMON. */
export interface DaemonRecord {
  readonly schema: 1;
  readonly daemon: string;
  readonly consecutiveFailures: number;
  /** The interval in force: the declared one, or a step of the back-off ladder. */
  readonly interval: Milliseconds;
  /** null while a run is going on, and before the first one: then it is due at once. */
  readonly nextRunAt: Instant | null;
  /** Set while runs are held because the grant is latched. */
  readonly heldSince: Instant | null;
  /** The process of the run that is going on; null also where the system does not tell processes apart. */
  readonly process: DaemonProcess | null;
  readonly lastRun: RunOutcome | null;
  readonly runs: number;
  readonly failures: number;
  readonly limitsReached: number;
  /** How the last runs ended, oldest first; absent in records of earlier versions. */
  readonly history?: readonly RunEnd[];
  /** Absent: no line that says that a session began is declared, or none came. */
  readonly sessions?: SessionCount;
  /** Generation of each used grant when the last run started; absent where it was not known. */
  readonly generations: Readonly<Record<string, number>>;
  /** The gravest CRITICAL record of the streak of failures so far, so that each is written once. */
  readonly alerted: Alerted;
  /** Has a new generation already cut short one wait of this streak? */
  readonly wokenInStreak: boolean;
}

export type Alerted = 'none' | 'failing' | 'permanent';

const NEW_STREAK = { consecutiveFailures: 0, alerted: 'none', wokenInStreak: false } as const;

/** The record of a daemon that never ran: due at once. */
export function newRecord(spec: DaemonSpec): DaemonRecord {
  return {
    schema: 1,
    daemon: spec.name,
    interval: intervalAfter(0, spec),
    nextRunAt: null,
    heldSince: null,
    process: null,
    lastRun: null,
    runs: 0,
    failures: 0,
    limitsReached: 0,
    generations: {},
    ...NEW_STREAK,
  };
}

/**
 * What a starting supervisor goes on with. The stored interval and slot hold, unless the declaration has become
 * shorter since, or the clock was set back: no slot lies further away than one interval from now.
 */
export function restoreRecord(stored: DaemonRecord, spec: DaemonSpec, now: Instant): DaemonRecord {
  const interval = intervalAfter(stored.consecutiveFailures, spec);
  return {
    ...stored,
    interval,
    nextRunAt: stored.nextRunAt === null ? null : Math.min(stored.nextRunAt, now + interval),
  };
}

/** Notes that a run has started. */
export function startRun(
  record: DaemonRecord,
  started: Pick<DaemonRecord, 'process' | 'generations'>,
): DaemonRecord {
  return { ...record, ...started, nextRunAt: null };
}

/** Counts a session that began now. */
export function withSession(record: DaemonRecord, now: Instant): DaemonRecord {
  return { ...record, sessions: oneMore(record.sessions, now) };
}

/** Counts a run. */
export function recordRun(record: DaemonRecord, outcome: RunOutcome, spec: DaemonSpec): DaemonRecord {
  const consecutiveFailures = failuresAfter(record.consecutiveFailures, outcome, spec);
  const interval = intervalAfter(consecutiveFailures, spec);
  const newStreak = outcome.kind === 'succeeded' || (outcome.kind === 'failed' && consecutiveFailures === 1);
  return {
    ...record,
    ...(newStreak ? NEW_STREAK : {}),
    consecutiveFailures,
    interval,
    nextRunAt: dueAfter(outcome, interval, spec),
    process: null,
    lastRun: outcome,
    runs: record.runs + 1,
    failures: record.failures + (outcome.kind === 'failed' ? 1 : 0),
    limitsReached: record.limitsReached + (outcome.kind === 'limitReached' ? 1 : 0),
    history: withRun(record.history ?? [], outcome),
  };
}

/** Notes that runs are held. */
export function holdRuns(record: DaemonRecord, now: Instant): DaemonRecord {
  return { ...record, heldSince: record.heldSince ?? now };
}

/**
 * Ends a hold. It ends the streak too: those failures had the cause that was just repaired, and a daemon that
 * fails for another reason right after must not start again on the longest step of the ladder.
 */
export function releaseRuns(record: DaemonRecord, spec: DaemonSpec): DaemonRecord {
  return { ...record, ...NEW_STREAK, heldSince: null, interval: intervalAfter(0, spec) };
}
