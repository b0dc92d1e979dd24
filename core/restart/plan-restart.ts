import type { Milliseconds } from '../time.ts';

/** A unit and when its restart may begin, counted from the start of the whole. */
export interface PlannedStart {
  readonly unit: string;
  readonly notBefore: Milliseconds;
}

export interface RestartPlan {
  readonly starts: readonly PlannedStart[];
  /** How many may be between stop and readiness at the same time. */
  readonly atOnce: number;
  /** Least number of groups that they come back in. */
  readonly rounds: number;
}

/**
 * Spreads the restarts over `spread`: each unit gets an equal slot, in the order given, and a random place in it.
 * @param options.fraction uniform in [0, 1)
 */
export function planRestart(
  units: readonly string[],
  options: { atOnce: number; spread: Milliseconds; fraction: () => number },
): RestartPlan {
  const { atOnce, spread, fraction } = options;
  const slot = units.length === 0 ? 0 : spread / units.length;
  const starts = units.map((unit, place) => ({ unit, notBefore: Math.floor((place + fraction()) * slot) }));
  return { starts, atOnce, rounds: Math.ceil(units.length / atOnce) };
}
