import { type Instant, MINUTE, type Milliseconds, SECOND } from '../time.ts';
import type { DeliveryRecord } from './delivery-record.ts';

/** Pauses after the first failure, the second …; the last one repeats until it succeeds or a newer token comes. */
const PAUSES: readonly Milliseconds[] = [10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE];

/** Failures shorter than this are nobody's business: a daemon that restarts cannot take a signal. */
export const AFTER_DELIVERY_GRACE: Milliseconds = 2 * MINUTE;

/** Is the command or signal to be tried now? */
export function isAfterDue({ after, error }: DeliveryRecord, now: Instant): boolean {
  return after !== null && error === null && after.nextAt <= now;
}

/** The record after it was tried. A delivery that came meanwhile keeps its own try. */
export function afterTried(
  record: DeliveryRecord,
  { generation, error, now }: { generation: number; error: string | null; now: Instant },
): DeliveryRecord {
  const { after } = record;
  if (after === null || record.generation !== generation) return record;
  if (error === null) return { ...record, after: null };
  const pause = PAUSES[Math.min(after.failures, PAUSES.length - 1)] ?? MINUTE;
  const failingSince = after.failingSince ?? now;
  return { ...record, after: { failures: after.failures + 1, failingSince, nextAt: now + pause, error } };
}
