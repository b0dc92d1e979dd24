import { type Instant, MINUTE, type Milliseconds, SECOND } from '../time.ts';
import type { DaemonSpec } from './daemon-spec.ts';
import type { RunOutcome } from './run-outcome.ts';

/** Pause before a daemon that is kept running starts again: enough to spare the machine when it exits at once. */
const RESTART_PAUSE: Milliseconds = 5 * SECOND;

/** A kept-running daemon that ran this long was well; its next failure is the first of a new streak. */
const STEADY_RUN: Milliseconds = 10 * MINUTE;

type Plan = Pick<DaemonSpec, 'schedule' | 'onFailure'>;

/** The interval of a daemon that is well. */
export function normalInterval({ schedule }: Pick<DaemonSpec, 'schedule'>): Milliseconds {
  return schedule.kind === 'every' ? schedule.interval : RESTART_PAUSE;
}

/**
 * The interval after so many failures in a row: the normal one up to `after` failures, then the steps of the declared
 * back-off, of which the last one repeats. Never shorter than the normal interval.
 */
export function intervalAfter(failures: number, spec: Plan): Milliseconds {
  const normal = normalInterval(spec);
  const { after, backoff } = spec.onFailure;
  if (failures <= after) return normal;
  return Math.max(normal, backoff[Math.min(failures - after, backoff.length) - 1] ?? normal);
}

/**
 * Failures in a row once this outcome is counted. A reached limit and an interruption leave the count as it is: they
 * prove neither that the daemon can do its work nor that it cannot, so they must not end a streak that is
 * about to be CRITICAL, nor lengthen one.
 */
export function failuresAfter(failures: number, outcome: RunOutcome, spec: Plan): number {
  if (outcome.kind === 'succeeded') return 0;
  if (outcome.kind !== 'failed') return failures;
  const steady = spec.schedule.kind === 'keepRunning' && outcome.endedAt - outcome.startedAt >= STEADY_RUN;
  return steady ? 1 : failures + 1;
}

/**
 * When the next run is due. The normal interval counts from start to start, skipping slots that a long run missed;
 * a back-off and a restart count from the end. An interrupted run is due again at once.
 */
export function dueAfter(outcome: RunOutcome, interval: Milliseconds, spec: Plan): Instant {
  if (outcome.kind === 'interrupted') return outcome.endedAt;
  const fromStart = spec.schedule.kind === 'every' && interval === spec.schedule.interval;
  return Math.max(outcome.endedAt, (fromStart ? outcome.startedAt : outcome.endedAt) + interval);
}
