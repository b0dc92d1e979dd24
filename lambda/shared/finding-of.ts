import type { EvergrantEvent } from '../../core/event.ts';
import { isFault } from '../../core/fault.ts';
import type { Instant } from '../../core/time.ts';

/** An error as a finding. One that is not ours may quote a request, and so a secret: its name is all that is shown. */
export function findingOf(error: unknown, at: Instant): EvergrantEvent {
  return {
    schema: 1,
    at,
    type: 'finding',
    reason: isFault(error) ? error.code : 'Unexpected',
    message: isFault(error) ? error.message : nameOf(error),
    ...(isFault(error) && error.remedy !== undefined && { details: { remedy: error.remedy } }),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}, an error that evergrant does not know` : 'an unknown error';
}
