import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import type { RunningProcess } from './spawn.ts';
import type { WaitingClock } from './waiting-clock.ts';

/** How long a run that took too long may take to end after TERM, before it is killed. */
const KILL_AFTER: Milliseconds = 10 * SECOND;

/**
 * Ends a process that still runs at the deadline: first kindly, then not.
 *
 * @param options.over aborts when the process has ended
 * @returns whether it was told to end
 */
export async function endInTime(
  running: Pick<RunningProcess, 'signal'>,
  { deadline, clock, over }: { deadline: Instant; clock: WaitingClock; over: AbortSignal },
): Promise<boolean> {
  await clock.until(deadline, over);
  if (over.aborted) return false;
  running.signal('SIGTERM');
  await clock.until(clock.now() + KILL_AFTER, over);
  // Also when the process itself obeyed: what it started in its group may not have.
  running.signal('SIGKILL');
  return true;
}
