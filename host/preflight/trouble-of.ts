import { isFault } from '../../core/fault.ts';
import type { Trouble } from '../../core/preflight/situation.ts';

/** A fault in the words of a finding. @throws what is no fault: that is a defect, and not a finding */
export function troubleOf(error: unknown): Trouble {
  if (!isFault(error)) throw error;
  return { reason: error.code, message: error.message, remedy: error.remedy ?? '' };
}
