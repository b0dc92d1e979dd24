import type { GrantView } from '../broker.ts';
import type { Instant } from '../time.ts';
import { mayBeRefusal } from './credential-trouble.ts';
import type { DaemonRecord } from './daemon-record.ts';
import type { DaemonSpec } from './daemon-spec.ts';
import { type Hold, whyHeld } from './hold.ts';

/** What a supervisor whose daemon does not run does next. */
export type NextStep =
  /** Nothing, until a grant changes. */
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'run'; readonly because: RunCause }
  /** Until this instant, or until a grant changes. */
  | { readonly kind: 'wait'; readonly until: Instant };

/** `due`: its slot came. `released`: a hold ended. `newGeneration`: a newer token may cure the last failure. */
export type RunCause = 'due' | 'released' | 'newGeneration';

export interface StepInput {
  readonly spec: Pick<DaemonSpec, 'grants'>;
  readonly views: ReadonlyMap<string, GrantView>;
  readonly now: Instant;
}

export function nextStep(record: DaemonRecord, { spec, views, now }: StepInput): NextStep {
  const wasHeld = record.heldSince !== null;
  const failing = record.consecutiveFailures > 0;
  const hold = whyHeld({
    grants: spec.grants,
    views,
    wasHeld,
    failing,
    now,
  });
  if (hold) return { kind: 'held', hold };
  const { nextRunAt } = record;
  if (nextRunAt === null || nextRunAt <= now) return { kind: 'run', because: wasHeld ? 'released' : 'due' };
  // A hold between two slots of a healthy daemon missed no run: the next one keeps its slot.
  if (wasHeld && failing) return { kind: 'run', because: 'released' };
  if (newerTokenMayCure(record, views)) return { kind: 'run', because: 'newGeneration' };
  return { kind: 'wait', until: nextRunAt };
}

/**
 * A newer token ends the wait after a failure that the old one may have caused, once per streak. Without that limit a
 * daemon that prints 400 for a reason of its own would run in a circle: refusal, refresh, new generation,
 * run, refusal. An ordinary refresh must not defeat the back-off from an outage either.
 */
function newerTokenMayCure(record: DaemonRecord, views: ReadonlyMap<string, GrantView>): boolean {
  const { lastRun } = record;
  if (record.wokenInStreak || lastRun?.kind !== 'failed') return false;
  if (lastRun.verdict !== null && !mayBeRefusal(lastRun.verdict)) return false;
  return Object.entries(record.generations).some(([grant, generation]) => {
    const view = views.get(grant);
    return view !== undefined && view.generation > generation;
  });
}
