import { setTimeout as pause } from 'node:timers/promises';
import type { PlannedStart, RestartPlan } from '../../core/restart/plan-restart.ts';
import type { Units } from '../../core/restart/units.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';

/** What became of one unit. */
export type UnitOutcome =
  | { readonly kind: 'restarted'; readonly unit: string; readonly took: Milliseconds }
  | { readonly kind: 'failed'; readonly unit: string; readonly message: string }
  /** It was not touched, because one before it failed or somebody interrupted: what ran still runs. */
  | { readonly kind: 'leftAlone'; readonly unit: string };

export interface RestartOptions {
  readonly units: Units;
  /** How long a unit may take to become active. */
  readonly patience: Milliseconds;
  /** Go on when a unit fails? */
  readonly force: boolean;
  readonly signal: AbortSignal;
  readonly told: (outcome: UnitOutcome) => void;
}

/**
 * Restarts the units of a plan, in order, never more at once than it says: a place is free again when its unit is
 * active. After the first failure no other unit is stopped, unless forced.
 */
export async function restartUnits(
  plan: RestartPlan,
  options: RestartOptions,
): Promise<readonly UnitOutcome[]> {
  const startedAt = performance.now();
  const coming = [...plan.starts];
  const outcomes: UnitOutcome[] = [];
  const settle = (outcome: UnitOutcome) => {
    outcomes.push(outcome);
    options.told(outcome);
  };
  const stop = () =>
    options.signal.aborted || (!options.force && outcomes.some(({ kind }) => kind === 'failed'));
  const place = async () => {
    for (let start = coming.shift(); start; start = coming.shift()) {
      if (!stop()) await untilDue(start, { startedAt, signal: options.signal });
      settle(stop() ? { kind: 'leftAlone', unit: start.unit } : await restartOne(start.unit, options));
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, place));
  return outcomes;
}

async function untilDue(
  { notBefore }: PlannedStart,
  { startedAt, signal }: { startedAt: number; signal: AbortSignal },
): Promise<void> {
  const wait = startedAt + notBefore - performance.now();
  if (wait > 0) await pause(wait, undefined, { signal }).catch(() => {});
}

async function restartOne(unit: string, { units, patience }: RestartOptions): Promise<UnitOutcome> {
  const startedAt = performance.now();
  const restarted = await units.restart(unit);
  if (restarted.kind === 'failed') return { kind: 'failed', unit, message: restarted.message };
  for (;;) {
    const { kind } = await units.look(unit);
    const took = performance.now() - startedAt;
    if (kind === 'active') return { kind: 'restarted', unit, took };
    if (kind !== 'changing') return { kind: 'failed', unit, message: `it is ${kind} after its restart` };
    if (took > patience)
      return { kind: 'failed', unit, message: `it is not active after ${patience / SECOND} s` };
    await pause(LOOK_EVERY);
  }
}

const LOOK_EVERY: Milliseconds = SECOND / 5;
