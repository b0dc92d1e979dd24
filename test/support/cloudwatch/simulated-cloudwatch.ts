import { NotUnderstood } from '../not-understood.ts';
import { type AlarmAction, AlarmHistory, type Transition } from './alarm/alarm-history.ts';
import type { AlarmState } from './alarm/alarm-state.ts';
import { compositeAlarm } from './alarm/composite-alarm.ts';
import { inOrderOfRules } from './alarm/in-order-of-rules.ts';
import { logAlarm } from './alarm/log-alarm.ts';
import { type EvaluationRange, guideRange, metricAlarm } from './alarm/metric-alarm.ts';
import type { PlainResource } from './checked-properties.ts';
import { LogGroups } from './log-groups.ts';
import { metricFilter } from './metric-filter.ts';
import { type Instant, MetricStore } from './metric-store.ts';

export interface CloudWatchOptions {
  /** Log groups, metric filters and alarms; anything else is refused. */
  readonly resources: readonly PlainResource[];
  /** When they were created; a whole minute. Alarms are INSUFFICIENT_DATA until the next minute. */
  readonly start: Instant;
  /** Called for each action of each transition, in order. */
  readonly onAction?: (action: AlarmAction) => void;
  /** @default that of the user guide's tables */
  readonly evaluationRange?: EvaluationRange;
  /** How long a sample takes from the log to the alarm, in milliseconds. @default 0 */
  readonly metricDelay?: number;
}

/** CloudWatch's logs, metrics and alarms on a clock that a test moves. */
export interface SimulatedCloudWatch {
  readonly history: readonly Transition[];
  stateOf(alarm: string): AlarmState;
  /** Moves the clock to `at`, then takes the lines. Refuses a group that was not created. */
  putLogEvents(group: string, events: { readonly at: Instant; readonly lines: readonly string[] }): void;
  /** Evaluates every alarm at every minute up to and with this one. */
  advanceTo(time: Instant): void;
}

/** The types of resources that {@link simulateCloudWatch} takes. */
export const CLOUDWATCH_TYPES: ReadonlySet<string> = new Set([
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::LogAlarm',
]);

const MINUTE = 60_000;

export function simulateCloudWatch(options: CloudWatchOptions): SimulatedCloudWatch {
  const { resources, start, evaluationRange: range = guideRange, metricDelay = 0 } = options;
  const unknown = resources.find(({ type }) => !CLOUDWATCH_TYPES.has(type));
  if (unknown) throw new NotUnderstood(`CloudWatch does not have ${unknown.type}`);
  if (start % MINUTE !== 0) throw new NotUnderstood('a start within a minute');
  const of = (type: string) => resources.filter((resource) => resource.type === type);

  const metrics = new MetricStore();
  const filters = of('AWS::Logs::MetricFilter').map(metricFilter);
  const groups = new LogGroups({ groups: of('AWS::Logs::LogGroup'), filters, metrics, metricDelay });
  const history = new AlarmHistory(options.onAction);
  const composites = of('AWS::CloudWatch::CompositeAlarm').map((resource) =>
    compositeAlarm(resource, (name) => history.stateOf(name)),
  );
  const alarms = [
    ...of('AWS::CloudWatch::Alarm').map((resource) => metricAlarm(resource, { metrics, range })),
    ...of('AWS::CloudWatch::LogAlarm').map((resource) => logAlarm(resource, { start, readLog: groups.read })),
  ];
  for (const alarm of [...alarms, ...composites]) history.create(alarm.name);
  const ordered = [...alarms, ...inOrderOfRules(composites, new Set(alarms.map(({ name }) => name)))];

  let now = start;
  const advanceTo = (time: Instant) => {
    if (time < now) throw new NotUnderstood('a clock that goes back');
    for (let minute = now - (now % MINUTE) + MINUTE; minute <= time; minute += MINUTE) {
      groups.closeMinutes(minute);
      for (const alarm of ordered) history.evaluate(alarm, minute);
    }
    now = time;
  };
  return {
    history: history.transitions,
    stateOf: (alarm) => history.stateOf(alarm),
    putLogEvents(group, { at, lines }) {
      advanceTo(at);
      groups.put(group, { at, lines });
    },
    advanceTo,
  };
}
