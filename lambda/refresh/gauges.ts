import type { GrantState } from '../../core/grant/state.ts';
import { dueAt } from '../../core/refresh/next-look.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { GAUGES } from '../../core/wire.ts';

/** Metric name to value. Gauges, not counts: with back-off, failures become rarer while things get worse. */
export type Gauges = Readonly<Record<string, number>>;

/** What is counted beside the grants. */
export interface Census {
  readonly openIncidents: number;
  readonly hostsSilent: number;
}

/** How a deployment is, over all its grants: never a metric for each of them. */
export function gaugesOf(states: readonly GrantState[], at: Census & { now: Instant }): Gauges {
  const { openIncidents, hostsSilent, now } = at;
  const ends = states.flatMap((state) =>
    state.settled && state.expiresAt !== null ? [state.expiresAt - state.clockOffset - now] : [],
  );
  return {
    [GAUGES.heartbeat]: 1,
    [GAUGES.consecutiveFailures]: Math.max(0, ...states.map(failuresOf)),
    ...(ends.length > 0 && { [GAUGES.secondsToExpiry]: Math.floor(Math.min(...ends) / SECOND) }),
    [GAUGES.openIncidents]: openIncidents,
    [GAUGES.overdue]: states.filter((state) => isOverdue(state, now)).length,
    [GAUGES.hostsSilent]: hostsSilent,
  };
}

/** A dead grant has failed for good, however few tries it took to learn it. */
function failuresOf({ backoff, latch, unsettled }: GrantState): number {
  return Math.max(backoff?.failures ?? 0, latch || unsettled ? FOR_GOOD : 0);
}

const FOR_GOOD = 100;

/** Longer than a beat and everything that one beat passes on may take. */
const OVERDUE: Milliseconds = 5 * MINUTE;

function isOverdue(state: GrantState, now: Instant): boolean {
  const due = dueAt(state);
  return due !== null && due - state.clockOffset + OVERDUE < now;
}
