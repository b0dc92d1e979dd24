import type { DaemonProcess } from '../../core/daemon/daemon-process.ts';
import type { Milliseconds } from '../../core/time.ts';
import { endInTime } from './end-in-time.ts';
import type { Supervision, Surroundings } from './supervision.ts';

/** How often it is looked whether an orphan still runs: it is no child of ours, so nobody tells. */
const LOOK_AGAIN: Milliseconds = 500;

/**
 * Waits for the daemon that a killed supervisor left running, so that there is never a second copy of it. Meanwhile
 * signals go to it and its time limit holds. Its output is lost, and how it ends is not seen: it counts as no run, and
 * the next one is due at once.
 *
 * A supervisor that was killed within the one write after it started a process has not recorded it; that one is not found.
 *
 * @returns what the supervisor exits with, if a signal is to end it
 */
export async function awaitOrphan(supervision: Supervision): Promise<number | undefined> {
  const { around, book, stop } = supervision;
  const { process } = book.record;
  if (process === null) return undefined;
  let exitCode: number | undefined;
  if (await around.processes.isAlive(process)) {
    const { pid, since } = process;
    stop.runStarted({ signal: (name) => around.processes.signal(process, name) });
    supervision.tell({ type: 'daemonOrphaned', pid, since });
    await ended(process, around);
    exitCode = stop.runEnded({ kind: 'unseen' });
    supervision.tell({ type: 'orphanEnded', pid });
  }
  await supervision.save({ ...book.record, process: null });
  return exitCode;
}

async function ended(process: DaemonProcess, { processes, clock, spec }: Surroundings): Promise<void> {
  const over = new AbortController();
  const orphan = { signal: (name: NodeJS.Signals) => processes.signal(process, name) };
  const guard =
    spec.timeout === undefined
      ? undefined
      : endInTime(orphan, { deadline: process.since + spec.timeout, clock, over: over.signal });
  while (await processes.isAlive(process)) await clock.until(clock.now() + LOOK_AGAIN, over.signal);
  over.abort();
  await guard;
}
