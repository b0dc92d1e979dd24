import type { GrantState } from '../grant/state.ts';
import { isReason, REASONS } from './reasons.ts';

/**
 * What repairs a grant that stands by policy: it is repaired where its policy is, and each reason says where.
 * @returns undefined for a grant by consent, and for what is repaired in the same way for every grant
 */
export function repairOfPolicy({
  standing,
  lastVerdict,
}: Pick<GrantState, 'standing' | 'lastVerdict'>): string | undefined {
  if (!standing || lastVerdict === null || lastVerdict.class === 'clock_skew') return undefined;
  return isReason(lastVerdict.reason) ? REASONS[lastVerdict.reason].remedy : undefined;
}
