import type { AlarmAction } from './cloudwatch/alarm/alarm-history.ts';
import type { EvaluationRange } from './cloudwatch/alarm/metric-alarm.ts';
import type { PlainResource } from './cloudwatch/checked-properties.ts';
import { simulateCloudWatch } from './cloudwatch/simulated-cloudwatch.ts';
import { DAEMON_GROUP } from './failure-watch-designs.ts';

/** What happens to the daemon, in hours after the first failure. */
export interface PortSheetStory {
  readonly failures: readonly number[];
  /** When the first run succeeds again; it then runs every half hour. */
  readonly recovers: number;
  /** Further runs that succeed, between failures. @default none */
  readonly successes?: readonly number[];
  /** When it stops running at all. @default at the end */
  readonly stops?: number;
  readonly ends: number;
  /** Does something else write a line to the log every minute? @default false */
  readonly chatty?: boolean;
  /** The group that takes the lines. @default {@link DAEMON_GROUP} */
  readonly group?: string;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Any Sunday at midnight, so that windows and the clock may differ. */
const FIRST_FAILURE = Date.UTC(2026, 4, 10) + 7 * MINUTE;

/**
 * Replays a day of successes and then the story of `port-sheet`, as its own log tells it.
 *
 * @returns what an alarm did: `['ALARM', 1.02]` is the state and the hours after the first failure; the states of the
 * day before are left out
 */
export function replayPortSheet(
  resources: readonly PlainResource[],
  {
    story,
    alarm,
    evaluationRange,
  }: { story: PortSheetStory; alarm: string; evaluationRange?: EvaluationRange },
): { readonly states: readonly (readonly [string, number])[]; readonly actions: readonly AlarmAction[] } {
  const actions: AlarmAction[] = [];
  const cloud = simulateCloudWatch({
    resources,
    start: FIRST_FAILURE - 24 * HOUR,
    metricDelay: MINUTE,
    onAction: (action) => actions.push(action),
    ...(evaluationRange && { evaluationRange }),
  });
  for (const { hours, lines } of linesOf(story)) {
    cloud.putLogEvents(story.group ?? DAEMON_GROUP, { at: FIRST_FAILURE + Math.round(hours * HOUR), lines });
  }
  cloud.advanceTo(FIRST_FAILURE + story.ends * HOUR);
  const since = cloud.history.filter((each) => each.alarm === alarm && each.at > FIRST_FAILURE - 20 * HOUR);
  const states = since.map(
    ({ to, at }) => [to, Math.round(((at - FIRST_FAILURE) / HOUR) * 100) / 100] as const,
  );
  return { states, actions };
}

function linesOf({ failures, successes = [], recovers, stops, ends, chatty }: PortSheetStory) {
  const lines = failures.map((hours) => ({ hours, lines: FAILED }));
  for (const hours of successes) lines.push({ hours, lines: DONE });
  for (let hours = -23.5; hours < 0; hours += 0.5) lines.push({ hours, lines: DONE });
  for (let hours = recovers; hours < (stops ?? ends); hours += 0.5) lines.push({ hours, lines: DONE });
  const minutes = chatty ? Math.floor((ends + 23) * 60) : 0;
  for (let minute = 0; minute < minutes; minute += 1)
    lines.push({ hours: minute / 60 - 22.995, lines: POLLED });
  return lines.sort((a, b) => a.hours - b.hours);
}

const FAILED = [
  '[port-sheet] token error: HTTP Error 400: Bad Request',
  '[port-sheet] retrying in 30 minutes',
];
const DONE = ['[port-sheet] synced 4 sheets'];
const POLLED = ['[orchestrator] nothing in the queue'];
