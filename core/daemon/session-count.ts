import { DAY, type Instant } from '../time.ts';

/** Sessions that a supervised daemon said it began, on the last day on which it did. */
export interface SessionCount {
  /** Start of that day, in UTC. */
  readonly day: Instant;
  readonly begun: number;
}

/** Days are those of UTC: a host may stand anywhere. */
export function startOfDay(at: Instant): Instant {
  return Math.floor(at / DAY) * DAY;
}

/** The count with one more session, which began now. */
export function oneMore(count: SessionCount | undefined, now: Instant): SessionCount {
  const day = startOfDay(now);
  return { day, begun: begunOn(day, count) + 1 };
}

/** How many began on a day. */
export function begunOn(day: Instant, count: SessionCount | undefined): number {
  return count?.day === day ? count.begun : 0;
}
