import type { DaemonDeclaration } from '../config/daemon-declaration.ts';
import type { RunEnd } from '../daemon/run-history.ts';
import { DAY, type Instant } from '../time.ts';
import { type DaemonAudit, EXIT_KINDS, type UnitFacts } from './host-audit.ts';
import type { TimedLine } from './timed-line.ts';

/** What is known of a daemon. */
export interface DaemonLook {
  /** Undefined: it never ran, or is not run by us. */
  readonly history: readonly RunEnd[] | undefined;
  readonly unit: UnitFacts | null;
  /** Its lines of the last 24 hours, as far as they can be read. */
  readonly lines: readonly TimedLine[];
  readonly now: Instant;
}

export function daemonAudit(daemon: DaemonDeclaration, look: DaemonLook): DaemonAudit {
  const { history, unit, now } = look;
  return {
    name: daemon.name,
    kind: daemon.kind === 'supervised' ? 'supervised' : 'watched',
    unit,
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

/** Sessions that began: lines that say so, or else runs. */
function sessionsSince(
  since: Instant,
  { daemon, look }: { daemon: DaemonDeclaration; look: DaemonLook },
): number {
  const begins = daemon.sessions?.begins;
  if (begins !== undefined)
    return look.lines.filter(({ at, text }) => at >= since && text.includes(begins)).length;
  return (look.history ?? []).filter(({ startedAt }) => startedAt >= since).length;
}

/** Days are those of UTC: a host may stand anywhere. */
function startOfDay(now: Instant): Instant {
  return Math.floor(now / DAY) * DAY;
}
