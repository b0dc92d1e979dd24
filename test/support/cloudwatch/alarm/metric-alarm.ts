import { z } from 'zod';
import { NotUnderstood } from '../../not-understood.ts';
import {
  alarmProperties,
  checkedProperties,
  missingData,
  type PlainResource,
  thresholdComparison,
} from '../checked-properties.ts';
import type { Instant, MetricStore } from '../metric-store.ts';
import { type Alarm, actionsByState, breaches } from './alarm.ts';
import { alarmState } from './alarm-state.ts';
import { dimensionList, metricQuery, metricQueryProperties, singleMetric } from './metric-query.ts';

/** How many periods CloudWatch looks at for so many evaluation periods. Not published: tests try several. */
export type EvaluationRange = (evaluationPeriods: number) => number;

/** The range of the user guide's tables: 5 for 3. */
export const guideRange: EvaluationRange = (evaluationPeriods) => evaluationPeriods + 2;

/**
 * Reads `AWS::CloudWatch::Alarm`. A sliding window ends at the minute of the evaluation, so its periods follow no
 * clock; a wall-clock window takes closed periods of the clock (UTC) and no more of them than it evaluates.
 *
 * @see CloudWatch User Guide, "Alarm evaluation window"; PutMetricAlarm for the limits of periods
 */
export function metricAlarm(
  resource: PlainResource,
  { metrics, range }: { metrics: MetricStore; range: EvaluationRange },
): Alarm {
  const properties = checkedProperties(PROPERTIES, resource);
  const { AlarmName: name, EvaluationPeriods: evaluate, TreatMissingData: missing } = properties;
  const query = properties.Metrics
    ? metricQuery(properties.Metrics, metrics)
    : singleMetric(properties, metrics);
  const toAlarm = properties.DatapointsToAlarm ?? evaluate;
  const period = query.periodSeconds * 1000;
  const wallClock = properties.EvaluationWindow?.WallClockWindow !== undefined;
  checkWindow(name, { evaluate, toAlarm, periodSeconds: query.periodSeconds, wallClock, missing });
  const rule = { evaluate, toAlarm, missing };
  const count = wallClock ? evaluate : Math.max(evaluate, range(evaluate));
  return {
    name,
    description: properties.AlarmDescription,
    actions: actionsByState(properties),
    evaluate(now, current) {
      const end = wallClock ? now - (now % period) : now;
      const points = Array.from({ length: count }, (_, index) => {
        const to: Instant = end - (count - 1 - index) * period;
        const value = query.valueIn({ from: to - period, to, seenAt: now });
        if (value === undefined) return 'missing';
        const breach = breaches(properties.ComparisonOperator, { value, threshold: properties.Threshold });
        return breach ? 'breaching' : 'fine';
      });
      return alarmState(points, { ...rule, current });
    },
  };
}

function checkWindow(
  name: string,
  window: { evaluate: number; toAlarm: number; periodSeconds: number; wallClock: boolean; missing: string },
): void {
  const { evaluate, toAlarm, periodSeconds, wallClock, missing } = window;
  const refuse = (why: string) => {
    throw new NotUnderstood(`the alarm ${name}: ${why}`);
  };
  if (periodSeconds < 60 || periodSeconds % 60 !== 0) refuse(`a period of ${periodSeconds} s`);
  if (toAlarm > evaluate) refuse(`${toAlarm} data points of ${evaluate}`);
  const days = (evaluate * periodSeconds) / 86_400;
  if (days > (periodSeconds < 3600 ? 1 : 7))
    refuse(`a window of ${days} days with ${periodSeconds} s periods`);
  if (!wallClock) return;
  if (!WALL_CLOCK_PERIODS.includes(periodSeconds)) refuse(`no wall clock of ${periodSeconds} s`);
  if (!missing.endsWith('reaching')) refuse(`a wall clock with TreatMissingData ${missing}`);
}

const WALL_CLOCK_PERIODS = [60, 300, 3600, 86_400];

const PROPERTIES = z.strictObject({
  ...alarmProperties,
  ComparisonOperator: thresholdComparison,
  Threshold: z.number(),
  EvaluationPeriods: z.int().min(1),
  DatapointsToAlarm: z.int().min(1).optional(),
  TreatMissingData: missingData,
  EvaluationWindow: z
    .strictObject({
      SlidingWindow: z.strictObject({}).optional(),
      WallClockWindow: z.strictObject({ Timezone: z.literal('UTC').optional() }).optional(),
    })
    .optional(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensionList,
  Statistic: z.string().optional(),
  Period: z.int().optional(),
  Metrics: metricQueryProperties.optional(),
});
