import { z } from 'zod';
import { NotUnderstood } from '../../not-understood.ts';
import {
  alarmProperties,
  checkedProperties,
  missingData,
  type PlainResource,
  thresholdComparison,
} from '../checked-properties.ts';
import { insightsQuery } from '../insights/insights-query.ts';
import type { LogEvent } from '../insights/log-row.ts';
import { queryReader } from '../insights/query-tokens.ts';
import { readStats, type StatsRow } from '../insights/stats-command.ts';
import { type Alarm, actionsByState, breaches, type Contributor } from './alarm.ts';
import { alarmState, type Point } from './alarm-state.ts';

/** The lines of a log group from `from` up to but without `to`. */
export type LogReader = (group: string, range: { from: number; to: number }) => readonly LogEvent[];

/**
 * Reads `AWS::CloudWatch::LogAlarm`: a query on a schedule, one number a run, or one for each group after `by`. A group
 * that a run no longer has is OK, whatever TreatMissingData says.
 *
 * @param options.start when the schedule began
 * @see CloudWatch User Guide, "Log alarms"; PutLogAlarm
 */
export function logAlarm(
  resource: PlainResource,
  { start, readLog }: { start: number; readLog: LogReader },
): Alarm {
  const properties = checkedProperties(PROPERTIES, resource);
  const { AlarmName: name, ScheduledQueryConfiguration: configuration } = properties;
  const { StartTimeOffset, EndTimeOffset, ScheduleExpression } = configuration.ScheduleConfiguration;
  const run = queryRun(name, configuration, readLog);
  const every = rateOf(ScheduleExpression);
  const [evaluate, toAlarm] = [properties.QueryResultsToEvaluate, properties.QueryResultsToAlarm];
  if (toAlarm > evaluate) throw new NotUnderstood(`the log alarm ${name}: ${toAlarm} results of ${evaluate}`);
  if (EndTimeOffset >= StartTimeOffset) throw new NotUnderstood(`the log alarm ${name}: an empty time range`);

  const results: (readonly StatsRow[])[] = [];
  let raised: readonly Contributor[] = [];
  const pointOf = (rows: readonly StatsRow[], key: string): Point => {
    const value = rows
      .find((row) => keyOf(row) === key)
      ?.values.values()
      .next().value;
    if (value === undefined) return 'missing';
    const { ComparisonOperator, Threshold: threshold } = properties;
    return breaches(ComparisonOperator, { value, threshold }) ? 'breaching' : 'fine';
  };
  return {
    name,
    description: properties.AlarmDescription,
    actions: actionsByState(properties),
    contributors: () => raised,
    evaluate(now, current) {
      if (now === start || (now - start) % every !== 0) return current;
      results.push(run({ from: now - StartTimeOffset * 1000, to: now - EndTimeOffset * 1000 }));
      const recent = results.slice(-evaluate);
      const rule = { evaluate, toAlarm, missing: properties.TreatMissingData, current };
      const stateOf = (key: string) => {
        const unknown = Array<Point>(evaluate - recent.length).fill('missing');
        return alarmState([...unknown, ...recent.map((rows) => pointOf(rows, key))], rule);
      };
      const latest = recent.at(-1) ?? [];
      const states = latest.map((row) => stateOf(keyOf(row)));
      raised = latest
        .filter((row, index) => states[index] === 'ALARM' && row.group.size > 0)
        .map(contributorOf);
      return WORST_FIRST.find((state) => states.includes(state)) ?? 'OK';
    },
  };
}

const WORST_FIRST = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;

function queryRun(
  name: string,
  configuration: {
    QueryString: string;
    AggregationExpression: string;
    LogGroupIdentifiers: readonly string[];
  },
  readLog: LogReader,
) {
  const query = insightsQuery(configuration.QueryString);
  if (query.aggregates) {
    throw new NotUnderstood(`the log alarm ${name} aggregates what its query has aggregated: not documented`);
  }
  const reader = queryReader(configuration.AggregationExpression);
  const aggregate = readStats(reader);
  reader.end();
  const groups = configuration.LogGroupIdentifiers.map((identifier) =>
    identifier.replace(/^arn:.*:log-group:/, ''),
  );
  return (range: { from: number; to: number }) =>
    aggregate(query.run(groups.flatMap((group) => readLog(group, range))));
}

function rateOf(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(expression) ?? [];
  if (count === undefined) throw new NotUnderstood(`the schedule ${expression} of a log alarm`);
  return Number(count) * (unit === 'hour' ? 3_600_000 : 60_000);
}

function keyOf({ group }: StatsRow): string {
  return JSON.stringify([...group.values()]);
}

function contributorOf({ group, values }: StatsRow): Contributor {
  const attributes = [...group].map(([field, value]) => [field, String(value)] as const);
  return { attributes: Object.fromEntries(attributes), value: values.values().next().value ?? 0 };
}

const PROPERTIES = z.strictObject({
  ...alarmProperties,
  ComparisonOperator: thresholdComparison,
  Threshold: z.number(),
  QueryResultsToEvaluate: z.int().min(1).max(100),
  QueryResultsToAlarm: z.int().min(1),
  TreatMissingData: missingData,
  ActionLogLineCount: z.int().min(0).max(50).optional(),
  ActionLogLineRoleArn: z.string().optional(),
  ScheduledQueryConfiguration: z.strictObject({
    QueryString: z.string().max(10_000),
    AggregationExpression: z.string().max(256),
    LogGroupIdentifiers: z.array(z.string()).min(1).max(50),
    ScheduledQueryRoleARN: z.string(),
    ScheduleConfiguration: z.strictObject({
      ScheduleExpression: z.string(),
      StartTimeOffset: z.int().min(1).max(2_592_000),
      EndTimeOffset: z.int().min(0).max(2_592_000).default(0),
    }),
    Tags: z.array(z.unknown()).optional(),
  }),
});
