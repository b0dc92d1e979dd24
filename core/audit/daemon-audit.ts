import type { DaemonDeclaration } from '../config/daemon-declaration.ts';
import type { RunEnd } from '../daemon/run-history.ts';
import { begunOn, type SessionCount, startOfDay } from '../daemon/session-count.ts';
import { DAY, type Instant } from '../time.ts';
import {
  type DaemonAudit,
  EXIT_KINDS,
  type LogFacts,
  type Supervision,
  type UnitFacts,
} from './host-audit.ts';
import type { TimedLine } from './timed-line.ts';

/** What is known of a daemon. */
export interface DaemonLook {
  /** Undefined: it never ran, or is not run by us. */
  readonly history: readonly RunEnd[] | undefined;
  readonly unit: UnitFacts | null;
  readonly log: LogFacts | null;
  readonly supervision: Supervision | null;
  /** What its supervisor counted; undefined: nothing, or it is not run by us. */
  readonly begun: SessionCount | undefined;
  /** Its lines of the last 24 hours, as far as they can be read. */
  readonly lines: readonly TimedLine[];
  readonly now: Instant;
}

/** How a daemon is, and how its runs ended. */
export function daemonAudit(daemon: DaemonDeclaration, look: DaemonLook): DaemonAudit {
  const { history, unit, log, supervision, now } = look;
  return {
    name: daemon.name,
    kind: daemon.kind === 'supervised' ? 'supervised' : 'watched',
    unit,
    log,
    supervision,
    sessions: daemon.sessions
      ? { used: sessionsSince(startOfDay(now), { daemon, look }), perDay: daemon.sessions.perDay }
      : null,
    exits: daemon.kind === 'supervised' ? exitsSince(now - DAY, history ?? []) : null,
  };
}

/** Ends of runs by kind. */
export function exitsSince(since: Instant, history: readonly RunEnd[]): NonNullable<DaemonAudit['exits']> {
  const counts = { succeeded: 0, failed: 0, limitReached: 0, interrupted: 0 };
  for (const { kind, endedAt } of history)
    if (endedAt >= since && EXIT_KINDS.includes(kind)) counts[kind] += 1;
  return counts;
}

/** Sessions that began: as lines say, which the supervisor of a daemon reads; or else runs. */
function sessionsSince(
  day: Instant,
  { daemon, look }: { daemon: DaemonDeclaration; look: DaemonLook },
): number {
  const begins = daemon.sessions?.begins;
  if (begins === undefined) return (look.history ?? []).filter(({ startedAt }) => startedAt >= day).length;
  if (daemon.kind === 'supervised') return begunOn(day, look.begun);
  return look.lines.filter(({ at, text }) => at >= day && text.includes(begins)).length;
}
