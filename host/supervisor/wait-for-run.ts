import { criticalAtHold } from '../../core/daemon/critical.ts';
import { holdRuns, releaseRuns } from '../../core/daemon/daemon-record.ts';
import type { Hold } from '../../core/daemon/hold.ts';
import { nextStep, type RunCause } from '../../core/daemon/next-step.ts';
import { HOUR, type Milliseconds } from '../../core/time.ts';
import type { Supervision } from './supervision.ts';
import { waitFor } from './waiting-clock.ts';

/** How often a hold is looked at without any news: the clock may have been set back, and a pending wait keeps the process. */
const LOOK_AGAIN: Milliseconds = HOUR;

/** @returns why the next run starts, once it may; `stopped` when the supervisor is to end instead. */
export async function waitForRun(supervision: Supervision): Promise<RunCause | 'stopped'> {
  const { around, book, follower, stop, bell } = supervision;
  const { clock } = around;
  let toldOf: string | undefined;
  for (;;) {
    const rung = bell.next();
    if (stop.requested) return 'stopped';
    const step = nextStep(book.record, { spec: around.spec, views: follower.views, now: clock.now() });
    if (step.kind === 'held') {
      const news = `${step.hold.grant} ${step.hold.reason}`;
      if (toldOf !== news) await hold(supervision, step.hold);
      toldOf = news;
      await waitFor(rung, { until: clock.now() + LOOK_AGAIN, clock });
      continue;
    }
    if (step.kind === 'run') await wake(supervision, step.because);
    if (book.record.heldSince !== null) await supervision.save(releaseRuns(book.record, around.spec));
    toldOf = undefined;
    // A signal may have come during the writes above; after this line the run takes it.
    if (step.kind === 'run') return stop.requested ? 'stopped' : step.because;
    await waitFor(rung, { until: step.until, clock });
  }
}

async function hold(supervision: Supervision, why: Hold): Promise<void> {
  const { book, around } = supervision;
  supervision.tell({ type: 'runHeld', hold: why });
  await supervision.save(holdRuns(book.record, around.clock.now()));
  if (criticalAtHold(book.record, why))
    await supervision.alert('permanent', { hold: why, remedy: undefined });
}

async function wake(supervision: Supervision, because: RunCause): Promise<void> {
  if (because === 'due') return;
  const { record } = supervision.book;
  supervision.tell({ type: 'runWoken', because, insteadOf: record.nextRunAt });
  if (because === 'newGeneration') await supervision.save({ ...record, wokenInStreak: true });
}
