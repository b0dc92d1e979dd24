import { DAY, type Milliseconds, SECOND } from '../time.ts';

/** How long a token lives, whatever the declaration says: whole seconds, at least one and a day at most. */
export function boundedLife(lifetime: Milliseconds): Milliseconds {
  const asked = lifetime > 0 ? Math.min(lifetime, DAY) : 0;
  return Math.max(SECOND, Math.floor(asked / SECOND) * SECOND);
}
