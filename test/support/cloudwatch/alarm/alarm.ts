import type { Instant } from '../metric-store.ts';
import type { AlarmState } from './alarm-state.ts';

/** What every kind of alarm tells the engine. */
export interface Alarm {
  readonly name: string;
  readonly description: string | undefined;
  /** ARNs by the state that is entered; none where actions are disabled. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** @returns the state at this instant, a whole minute */
  evaluate(now: Instant, current: AlarmState): AlarmState;
  /** Log alarms by credential: the groups whose own state is ALARM. @default none */
  contributors?(): readonly Contributor[];
}

/** One group of a log alarm's aggregation that is in ALARM. */
export interface Contributor {
  /** The fields after `by`: `{ credential: 'crew-sheets' }`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The actions of {@link alarmProperties}, by state. */
export function actionsByState(properties: {
  ActionsEnabled: boolean;
  AlarmActions: readonly string[];
  OKActions: readonly string[];
  InsufficientDataActions: readonly string[];
}): Alarm['actions'] {
  const { ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = properties;
  if (!ActionsEnabled) return { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };
  return { ALARM: AlarmActions, OK: OKActions, INSUFFICIENT_DATA: InsufficientDataActions };
}

/** Does the value breach? */
export function breaches(
  comparison: keyof typeof COMPARISONS,
  { value, threshold }: { value: number; threshold: number },
): boolean {
  return COMPARISONS[comparison](value, threshold);
}

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};
