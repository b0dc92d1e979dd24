import { REASONS, type ReasonName } from './reasons.ts';
import type { Spent, Verdict } from './verdict.ts';

/** The verdict that carries a reason, with the class, message and remedy of the catalogue. */
export function verdictOf(reason: ReasonName, spent: Spent): Verdict {
  const { class: verdictClass, message, remedy } = REASONS[reason];
  return { class: verdictClass, reason, message, remedy, spent };
}
