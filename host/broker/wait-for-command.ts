import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import type { WaitingClock } from '../supervisor/waiting-clock.ts';
import type { WhenHeld } from './open-machine.ts';

/** Options of {@link waitForCommand}. */
export interface WaitForCommandOptions {
  readonly clock: WaitingClock;
  /** The command that is never waited for, because it stays. */
  readonly stays: string;
  /** Told once, when the wait is one that a person notices. */
  readonly say: (line: string) => void;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** How long in all, whoever holds it. */
const PATIENCE: Milliseconds = 5 * SECOND;
const SILENT: Milliseconds = SECOND;
const BETWEEN_LOOKS: Milliseconds = SECOND / 10;

/**
 * Waits some seconds for a command that holds the state directory for its own length and is about to end, as a sign-in
 * that has just been answered.
 */
export function waitForCommand({ clock, stays, say, signal }: WaitForCommandOptions): WhenHeld {
  let since: Instant | undefined;
  let said = false;
  return async ({ command, pid }) => {
    const now = clock.now();
    since ??= now;
    if (command === stays || signal.aborted || now >= since + PATIENCE) return false;
    if (!said && now >= since + SILENT) {
      said = true;
      say(`waiting for "${command}" (process ${pid}), which holds the state directory`);
    }
    await clock.until(now + BETWEEN_LOOKS, signal);
    return true;
  };
}
