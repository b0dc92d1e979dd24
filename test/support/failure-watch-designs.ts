import type { PlainResource } from './cloudwatch/checked-properties.ts';
import type { JsonObject } from './json.ts';

/** Designs that were not taken. The log group of `port-sheet`, and the name of the alarm that each of them ends in. */
export const DAEMON_GROUP = '/evergrant/jada/daemon/port-sheet';
export const BROKEN = 'jada-port-sheet-auth-broken';

const NAMESPACE = 'Evergrant/jada';
const HALF_HOUR = 1800;
const HOUR = 3600;

/**
 * Counts in windows: a fast alarm, one that holds for two days, one that tells that it works again; the composite of
 * the three.
 */
export function fastHoldRecovered(
  settings: { holdPeriods?: number; recoveredPeriods?: number; defaults?: boolean } = {},
): readonly PlainResource[] {
  const { holdPeriods = 48, recoveredPeriods = 2, defaults = true } = settings;
  const value = { MetricValue: '1', ...(defaults && { DefaultValue: 0 }) };
  const counted = { Statistic: 'Sum', TreatMissingData: 'notBreaching' };
  const failures = { ...counted, MetricName: 'port-sheet.TokenFailures' };
  const successes = { ...counted, MetricName: 'port-sheet.TokenSuccesses' };
  return [
    logGroup,
    filter('"token error"', { MetricName: 'port-sheet.TokenFailures', ...value }),
    filter('synced', { MetricName: 'port-sheet.TokenSuccesses', ...value }),
    alarm('fast', { ...failures, Period: HALF_HOUR, EvaluationPeriods: 4, DatapointsToAlarm: 3 }),
    alarm('hold', { ...failures, Period: HOUR, EvaluationPeriods: holdPeriods, DatapointsToAlarm: 2 }),
    alarm('recovered', {
      ...successes,
      Period: HOUR,
      EvaluationPeriods: recoveredPeriods,
      DatapointsToAlarm: 1,
    }),
    {
      type: 'AWS::CloudWatch::CompositeAlarm',
      properties: {
        AlarmName: BROKEN,
        AlarmRule: '(ALARM("fast") OR ALARM("hold")) AND NOT ALARM("recovered")',
      },
    },
  ];
}

/** The literal reading of "alarm on repeated 400s": so many in one window. */
export function countPerWindow(): readonly PlainResource[] {
  return [
    logGroup,
    filter('"HTTP Error 400"', { MetricName: 'port-sheet.TokenFailures', MetricValue: '1' }),
    alarm(BROKEN, {
      MetricName: 'port-sheet.TokenFailures',
      Statistic: 'Sum',
      Period: 2 * HOUR,
      EvaluationPeriods: 1,
      Threshold: 3,
      TreatMissingData: 'notBreaching',
    }),
  ];
}

const logGroup: PlainResource = { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: DAEMON_GROUP } };

function filter(pattern: string, transformation: JsonObject): PlainResource {
  return {
    type: 'AWS::Logs::MetricFilter',
    properties: {
      LogGroupName: DAEMON_GROUP,
      FilterPattern: pattern,
      MetricTransformations: [{ MetricNamespace: NAMESPACE, ...transformation }],
    },
  };
}

function alarm(name: string, settings: JsonObject): PlainResource {
  return {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      AlarmName: name,
      Namespace: NAMESPACE,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      ...settings,
    },
  };
}
