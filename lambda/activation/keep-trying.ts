import { isFault } from '../../core/fault.ts';
import type { Clock } from '../../core/ports.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';

/**
 * Does something again and again until it is done, or fails for good, or its time is over. A role that was made a moment
 * ago is not known everywhere in AWS yet, so one that is missing counts as one that comes.
 * @throws what the last try threw
 */
export async function keepTrying<T>(
  attempt: () => Promise<T>,
  { clock, until }: { clock: Pick<Clock, 'now' | 'sleep'>; until: Instant },
): Promise<T> {
  for (let pause = SECOND; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error) || clock.now() + pause >= until) throw error;
      await clock.sleep(pause);
    }
  }
}

const LONGEST_PAUSE: Milliseconds = 8 * SECOND;

function passes(error: unknown): boolean {
  return isFault(error) && (error.retryable || error.code === 'HostRoleMissing');
}
