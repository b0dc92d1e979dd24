import { describe, expect, it } from '@jest/globals';
import type { AlarmAction } from './alarm/alarm-history.ts';
import type { PlainResource } from './checked-properties.ts';
import { type CloudWatchOptions, simulateCloudWatch } from './simulated-cloudwatch.ts';

const MINUTE = 60_000;
const GROUP: PlainResource = { type: 'AWS::Logs::LogGroup', properties: { LogGroupName: '/daemon' } };

const filter = (pattern: string, transformation: Record<string, string | number>): PlainResource => ({
  type: 'AWS::Logs::MetricFilter',
  properties: {
    LogGroupName: '/daemon',
    FilterPattern: pattern,
    MetricTransformations: [
      { MetricNamespace: 'Test', MetricName: 'Seen', MetricValue: '1', ...transformation },
    ],
  },
});

const alarm = (
  name: string,
  settings: Record<string, string | number | readonly string[]> = {},
): PlainResource => ({
  type: 'AWS::CloudWatch::Alarm',
  properties: {
    AlarmName: name,
    Namespace: 'Test',
    MetricName: 'Seen',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    ...settings,
  },
});

const simulate = (resources: readonly PlainResource[], options: Partial<CloudWatchOptions> = {}) =>
  simulateCloudWatch({ resources: [GROUP, ...resources], start: 0, evaluationRange: (n) => n, ...options });

const toldOf = (actions: readonly AlarmAction[]) =>
  actions.map(({ at, alarm, to }) => [at / MINUTE, alarm, to]);

describe('a simulated CloudWatch', () => {
  it('calls actions on transitions and not while a state lasts', () => {
    const actions: AlarmAction[] = [];
    const told = { AlarmActions: ['arn:topic'], OKActions: ['arn:topic'] };
    const cloud = simulate([filter('error', {}), alarm('seen', { ...told, Period: 180 })], {
      onAction: (action) => actions.push(action),
    });
    for (const at of [5, 6, 7]) cloud.putLogEvents('/daemon', { at: at * MINUTE, lines: ['an error'] });
    cloud.advanceTo(15 * MINUTE);
    expect(toldOf(actions)).toEqual([
      [1, 'seen', 'OK'],
      [6, 'seen', 'ALARM'],
      [11, 'seen', 'OK'],
    ]);
  });

  it('gives a default value to minutes with lines that do not match, and nothing to silent ones', () => {
    const settings = { TreatMissingData: 'missing', ComparisonOperator: 'LessThanThreshold', Threshold: 1 };
    const cloud = simulate([filter('error', { DefaultValue: 0 }), alarm('low', settings)]);
    cloud.putLogEvents('/daemon', { at: 2 * MINUTE, lines: ['all is well'] });
    cloud.putLogEvents('/daemon', { at: 4 * MINUTE, lines: ['all is well', 'an error'] });
    cloud.advanceTo(6 * MINUTE);
    expect(cloud.history.map(({ at, to }) => [at / MINUTE, to])).toEqual([
      [3, 'ALARM'],
      [4, 'INSUFFICIENT_DATA'],
      [5, 'OK'],
      [6, 'INSUFFICIENT_DATA'],
    ]);
  });

  it('takes the value and the dimensions from fields', () => {
    const cloud = simulate([
      {
        type: 'AWS::Logs::MetricFilter',
        properties: {
          LogGroupName: '/daemon',
          FilterPattern: '{ $.latency = * }',
          MetricTransformations: [
            {
              MetricNamespace: 'Test',
              MetricName: 'Seen',
              MetricValue: '$.latency',
              Dimensions: [{ Key: 'Path', Value: '$.path' }],
            },
          ],
        },
      },
      {
        type: 'AWS::CloudWatch::Alarm',
        properties: {
          ...Object(alarm('slow').properties),
          Statistic: 'Maximum',
          Threshold: 100,
          Dimensions: [{ Name: 'Path', Value: '/token' }],
        },
      },
      alarm('without dimensions'),
    ]);
    cloud.putLogEvents('/daemon', { at: 0, lines: ['{"path":"/token","latency":120}', '{"path":"/x"}'] });
    cloud.advanceTo(MINUTE);
    expect([cloud.stateOf('slow'), cloud.stateOf('without dimensions')]).toEqual(['ALARM', 'OK']);
  });

  it('reads embedded metrics out of any line', () => {
    const line = {
      _aws: {
        Timestamp: 0,
        CloudWatchMetrics: [
          { Namespace: 'Test', Dimensions: [[]], Metrics: [{ Name: 'Seen', Unit: 'Count' }] },
        ],
      },
      Seen: 3,
    };
    const cloud = simulate([alarm('seen', { Threshold: 3 })]);
    cloud.putLogEvents('/daemon', { at: 0, lines: [JSON.stringify(line)] });
    cloud.advanceTo(MINUTE);
    expect(cloud.stateOf('seen')).toBe('ALARM');
  });

  it('lets old points of the evaluation range decide where new ones are missing', () => {
    const resources = [filter('error', {}), alarm('seen', { EvaluationPeriods: 2, DatapointsToAlarm: 2 })];
    for (const [range, expected] of [
      [2, 'OK'],
      [5, 'ALARM'],
    ] as const) {
      const cloud = simulate(resources, { evaluationRange: () => range });
      for (const at of [0, 3]) cloud.putLogEvents('/daemon', { at: at * MINUTE, lines: ['an error'] });
      cloud.advanceTo(4 * MINUTE);
      expect(cloud.stateOf('seen')).toBe(expected);
    }
  });

  it('evaluates closed periods of the clock where the window is the clock', () => {
    const window = {
      type: 'AWS::CloudWatch::Alarm',
      properties: {
        ...Object(alarm('seen').properties),
        Period: 300,
        EvaluationWindow: { WallClockWindow: {} },
      },
    };
    const cloud = simulate([filter('error', {}), window]);
    cloud.putLogEvents('/daemon', { at: 7 * MINUTE, lines: ['an error'] });
    cloud.advanceTo(20 * MINUTE);
    expect(cloud.history.map(({ at, to }) => [at / MINUTE, to])).toEqual([
      [1, 'OK'],
      [10, 'ALARM'],
      [15, 'OK'],
    ]);
  });

  it('sees a sample only after its delay', () => {
    const cloud = simulate([filter('error', {}), alarm('seen', { Period: 300 })], {
      metricDelay: 2 * MINUTE,
    });
    cloud.putLogEvents('/daemon', { at: MINUTE, lines: ['an error'] });
    cloud.advanceTo(2 * MINUTE);
    expect(cloud.stateOf('seen')).toBe('OK');
    cloud.advanceTo(3 * MINUTE);
    expect(cloud.stateOf('seen')).toBe('ALARM');
  });

  it('evaluates a composite after what its rule names, wherever they stand', () => {
    const composite = (name: string, rule: string): PlainResource => ({
      type: 'AWS::CloudWatch::CompositeAlarm',
      properties: { AlarmName: name, AlarmRule: rule },
    });
    const parts = [composite('upper', 'ALARM(lower)'), composite('lower', 'ALARM(seen)'), alarm('seen')];
    const cloud = simulate([filter('error', {}), ...parts]);
    cloud.putLogEvents('/daemon', { at: 0, lines: ['an error'] });
    cloud.advanceTo(MINUTE);
    expect(cloud.stateOf('upper')).toBe('ALARM');
    expect(() => simulate([composite('a', 'ALARM(b)'), composite('b', 'OK(a)')])).toThrow(/in a circle/);
    expect(() => simulate([composite('a', 'ALARM(unheard)')])).toThrow(/do not exist/);
  });

  it('alarms on a query by group, once for each group, and forgets a group that is gone', () => {
    const actions: AlarmAction[] = [];
    const query: PlainResource = {
      type: 'AWS::CloudWatch::LogAlarm',
      properties: {
        AlarmName: 'by credential',
        AlarmActions: ['arn:topic'],
        ScheduledQueryConfiguration: {
          QueryString: 'filter type = "failed"',
          AggregationExpression: 'max(failures) by credential',
          LogGroupIdentifiers: ['/daemon'],
          ScheduledQueryRoleARN: 'arn:aws:iam::123456789012:role/query',
          ScheduleConfiguration: {
            ScheduleExpression: 'rate(5 minutes)',
            StartTimeOffset: 720,
            EndTimeOffset: 120,
          },
        },
        QueryResultsToEvaluate: 1,
        QueryResultsToAlarm: 1,
        Threshold: 3,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    };
    const cloud = simulate([query], { onAction: (action) => actions.push(action) });
    const failed = (credential: string, failures: number) =>
      JSON.stringify({ type: 'failed', credential, failures });
    cloud.putLogEvents('/daemon', { at: MINUTE, lines: [failed('crew', 3), failed('mail', 1)] });
    cloud.putLogEvents('/daemon', { at: 6 * MINUTE, lines: [failed('mail', 4)] });
    cloud.advanceTo(30 * MINUTE);
    expect(actions.map(({ at, contributor }) => [at / MINUTE, contributor?.attributes])).toEqual([
      [5, { credential: 'crew' }],
      [10, { credential: 'mail' }],
    ]);
    expect(cloud.stateOf('by credential')).toBe('OK');
  });

  it.each([
    ['a property that it does not know', alarm('seen', { EvaluationCriteria: 'new' }), /EvaluationCriteria/],
    ['a window of two days of minutes', alarm('seen', { EvaluationPeriods: 2880 }), /a window of 2 days/],
    ['a window of eight days', alarm('seen', { EvaluationPeriods: 192, Period: 3600 }), /a window of 8 days/],
    ['a high resolution', alarm('seen', { Period: 10 }), /a period of 10 s/],
    ['a statistic that it does not know', alarm('seen', { Statistic: 'p99' }), /the statistic p99/],
    ['a default beside dimensions', dimensionedDefault(), /takes no DefaultValue/],
    ['a resource of another service', { type: 'AWS::SNS::Topic', properties: {} }, /AWS::SNS::Topic/],
  ])('refuses %s', (_, resource, message) => {
    expect(() => simulate([resource]).advanceTo(MINUTE)).toThrow(message);
  });

  it('refuses lines for a group that does not exist', () => {
    expect(() => simulate([]).putLogEvents('/other', { at: 0, lines: ['x'] })).toThrow(
      /\/other does not exist/,
    );
  });
});

function dimensionedDefault(): PlainResource {
  return {
    type: 'AWS::Logs::MetricFilter',
    properties: {
      LogGroupName: '/daemon',
      FilterPattern: '{ $.a = * }',
      MetricTransformations: [
        {
          MetricNamespace: 'Test',
          MetricName: 'Seen',
          MetricValue: '1',
          DefaultValue: 0,
          Dimensions: [{ Key: 'A', Value: '$.a' }],
        },
      ],
    },
  };
}
