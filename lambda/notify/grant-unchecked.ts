import type { Unavailable } from '../../core/broker.ts';
import type { Condition } from '../../core/incident/incident.ts';
import type { Instant } from '../../core/time.ts';

/** A grant that gives no token, and of which whoever refreshes could not or would not tell people. */
export interface UncheckedGrant {
  readonly name: string;
  readonly trouble: Pick<Unavailable, 'reason' | 'message' | 'remedy'>;
  /** Daemons and sinks that use it. */
  readonly affected: readonly string[];
}

/** @param at.since when the first daemon's alarm rang */
export function uncheckedCondition(
  { trouble, affected }: UncheckedGrant,
  { lines, since }: { lines: readonly string[]; since: Instant },
): Condition {
  const { reason, message, remedy } = trouble;
  return {
    severity: 'critical',
    reason,
    message,
    remedy,
    causes: [],
    evidence: lines,
    worksUntil: since,
    affected,
    stageAt: null,
  };
}
