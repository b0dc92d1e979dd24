import { isReason, REASONS } from '../verdict/reasons.ts';

/** Reasons that the broker finds by itself. */
const OURS: ReadonlySet<string> = new Set(['NoGrant', 'RotationLost']);

/** Does a grant that gives no token for this reason wait for a person to consent? */
export function needsConsent(reason: string): boolean {
  return OURS.has(reason) || (isReason(reason) && REASONS[reason].class === 'permanent_reauth');
}
