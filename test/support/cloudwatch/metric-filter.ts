import { z } from 'zod';
import { NotUnderstood } from '../not-understood.ts';
import { checkedProperties, type PlainResource } from './checked-properties.ts';
import { filterPattern, type LineMatch } from './filter-pattern/filter-pattern.ts';
import type { MetricName } from './metric-store.ts';

export interface MetricFilter {
  readonly logGroup: string;
  /** The value of a minute in which the group took lines and none matched. */
  readonly defaultSample: FilterSample | undefined;
  /** @returns undefined where the line does not match, or the field of the value holds no number */
  sampleOf(line: string): FilterSample | undefined;
}

export interface FilterSample {
  readonly metric: MetricName;
  readonly value: number;
}

/** Reads `AWS::Logs::MetricFilter`. @see CloudWatch Logs API, MetricTransformation */
export function metricFilter(resource: PlainResource): MetricFilter {
  const { LogGroupName, FilterPattern, MetricTransformations } = checkedProperties(PROPERTIES, resource);
  const [transformation] = MetricTransformations;
  const { MetricNamespace: namespace, MetricName: name, DefaultValue, Dimensions = [] } = transformation;
  if (Dimensions.length > 0 && DefaultValue !== undefined) {
    throw new NotUnderstood(`${name}: a filter with dimensions takes no DefaultValue`);
  }
  if (Dimensions.length > 0 && !/^\s*[{[]/.test(FilterPattern)) {
    throw new NotUnderstood(`${name}: a pattern of terms gives no dimensions`);
  }
  const matchOf = filterPattern(FilterPattern);
  const readValue = metricValue(transformation.MetricValue);
  return {
    logGroup: LogGroupName,
    defaultSample:
      DefaultValue === undefined ? undefined : { metric: { namespace, name }, value: DefaultValue },
    sampleOf(line) {
      const match = matchOf(line);
      const value = match && readValue(match);
      if (match === undefined || value === undefined) return undefined;
      const dimensions: Record<string, string> = {};
      for (const { Key, Value } of Dimensions) {
        const found = match.field(Value);
        if (found === undefined) return undefined;
        dimensions[Key] = String(found);
      }
      return { metric: { namespace, name, dimensions }, value };
    },
  };
}

function metricValue(text: string): (match: LineMatch) => number | undefined {
  if (!text.startsWith('$')) {
    const constant = Number(text);
    if (text.trim() === '' || !Number.isFinite(constant)) throw new NotUnderstood(`the metric value ${text}`);
    return () => constant;
  }
  return (match) => {
    const found = match.field(text);
    const value = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
}

const PROPERTIES = z.strictObject({
  FilterName: z.string().optional(),
  FilterPattern: z.string(),
  LogGroupName: z.string(),
  MetricTransformations: z.tuple([
    z.strictObject({
      MetricNamespace: z.string(),
      MetricName: z.string(),
      MetricValue: z.string(),
      DefaultValue: z.number().optional(),
      Dimensions: z
        .array(z.strictObject({ Key: z.string(), Value: z.string() }))
        .max(3)
        .optional(),
      Unit: z.string().optional(),
    }),
  ]),
});
