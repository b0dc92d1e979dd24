import { DAY, type Instant, MINUTE, type Milliseconds } from '../time.ts';
import type { HostReport } from './host-report.ts';

/** A host that was not heard of for so long is silent: two reports are missing, and a third is late. */
export const SILENT_AFTER: Milliseconds = 15 * MINUTE;

/** One that was silent for so long was taken away; it rings no more. */
export const FORGOTTEN_AFTER: Milliseconds = 7 * DAY;

/** From when on a host counts as silent, if it reports no more. */
export function silentFrom({ at }: Pick<HostReport, 'at'>): Instant {
  return at + SILENT_AFTER;
}

/** Is it silent, and not for so long that it must be gone? */
export function isSilent(report: Pick<HostReport, 'at'>, now: Instant): boolean {
  return silentFrom(report) <= now && now < report.at + FORGOTTEN_AFTER;
}
