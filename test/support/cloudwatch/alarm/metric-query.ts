import { z } from 'zod';
import { NotUnderstood } from '../../not-understood.ts';
import { type Instant, type MetricStore, statisticOf } from '../metric-store.ts';
import { metricExpression } from './metric-math.ts';

/** What an alarm watches, by period. */
export interface MetricQuery {
  readonly periodSeconds: number;
  /** @returns undefined for a missing data point */
  valueIn(range: { from: Instant; to: Instant; seenAt: Instant }): number | undefined;
}

/** An alarm on one metric. */
export function singleMetric(
  alarm: {
    AlarmName: string;
    Namespace?: string | undefined;
    MetricName?: string | undefined;
    Dimensions?: Dimensions | undefined;
    Statistic?: string | undefined;
    Period?: number | undefined;
  },
  metrics: MetricStore,
): MetricQuery {
  const { Namespace: namespace, MetricName: name, Statistic: statistic, Period: periodSeconds } = alarm;
  if (
    namespace === undefined ||
    name === undefined ||
    statistic === undefined ||
    periodSeconds === undefined
  ) {
    throw new NotUnderstood(`the alarm ${alarm.AlarmName} watches nothing`);
  }
  const series = metrics.series({ namespace, name, dimensions: dimensionsOf(alarm.Dimensions) });
  return {
    periodSeconds,
    valueIn: (range) => statisticOf(statistic, series.between(range)),
  };
}

/** An alarm on metric math: its metrics, then the one expression that returns data. */
export function metricQuery(
  queries: z.infer<typeof metricQueryProperties>,
  metrics: MetricStore,
): MetricQuery {
  const inputs = queries.flatMap(({ Id, MetricStat }) => {
    if (!MetricStat) return [];
    const { Metric, Period, Stat } = MetricStat;
    const { Namespace: namespace, MetricName: name, Dimensions } = Metric;
    const series = metrics.series({ namespace, name, dimensions: dimensionsOf(Dimensions) });
    return [{ id: Id, period: Period, statistic: Stat, series }];
  });
  const [returned, ...others] = queries.filter(({ ReturnData }) => ReturnData);
  if (!returned || others.length > 0) throw new NotUnderstood('exactly one of Metrics returns data');
  const [periodSeconds, ...periods] = new Set(inputs.map(({ period }) => period));
  if (periodSeconds === undefined || periods.length > 0) throw new NotUnderstood('Metrics of one period');
  const expression = metricExpression(returned.Expression ?? returned.Id);
  if (queries.length > inputs.length + (returned.Expression === undefined ? 0 : 1)) {
    throw new NotUnderstood('an expression over an expression');
  }
  return {
    periodSeconds,
    valueIn(range) {
      const values = inputs.map(
        ({ id, statistic, series }) => [id, statisticOf(statistic, series.between(range))] as const,
      );
      return expression(new Map(values));
    },
  };
}

export const dimensionList = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional();

type Dimensions = readonly { Name: string; Value: string }[];

function dimensionsOf(list: Dimensions = []): Readonly<Record<string, string>> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

export const metricQueryProperties = z
  .array(
    z.strictObject({
      Id: z.string(),
      Label: z.string().optional(),
      ReturnData: z.boolean().default(true),
      Expression: z.string().optional(),
      MetricStat: z
        .strictObject({
          Metric: z.strictObject({
            Namespace: z.string(),
            MetricName: z.string(),
            Dimensions: dimensionList,
          }),
          Period: z.int(),
          Stat: z.string(),
        })
        .optional(),
    }),
  )
  .min(1);
