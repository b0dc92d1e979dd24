import { z } from 'zod';
import { isJsonObject, type JsonObject, parseJson } from '../json.ts';
import { NotUnderstood } from '../not-understood.ts';
import type { FilterSample } from './metric-filter.ts';

/**
 * The metrics that a log line carries in the embedded metric format; none for any other line.
 *
 * @throws NotUnderstood for a line that names a metric or a dimension which it does not hold: AWS drops it silently
 * @see CloudWatch User Guide, "Specification: Embedded metric format"
 */
export function embeddedMetrics(line: string): readonly FilterSample[] {
  const document = parseJson(line);
  if (document === undefined || !isJsonObject(document) || document._aws === undefined) return [];
  const parsed = METADATA.safeParse(document._aws);
  if (!parsed.success) throw new NotUnderstood(`embedded metrics: ${parsed.error.message}`);
  return parsed.data.CloudWatchMetrics.flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((keys) => {
      const dimensions = Object.fromEntries(keys.map((key) => [key, textAt(document, key)]));
      return Metrics.flatMap(({ Name: name }) =>
        valuesAt(document, name).map((value) => ({ metric: { namespace, name, dimensions }, value })),
      );
    }),
  );
}

function textAt(document: JsonObject, key: string): string {
  const value = document[key];
  if (typeof value !== 'string')
    throw new NotUnderstood(`embedded metrics: no text for the dimension ${key}`);
  return value;
}

function valuesAt(document: JsonObject, name: string): readonly number[] {
  const parsed = VALUES.safeParse(document[name]);
  if (!parsed.success) throw new NotUnderstood(`embedded metrics: no number for ${name}`);
  return parsed.data;
}

const VALUES = z.union([z.number().transform((value) => [value]), z.array(z.number()).max(100)]);

const METADATA = z.strictObject({
  Timestamp: z.number(),
  CloudWatchMetrics: z.array(
    z.strictObject({
      Namespace: z.string(),
      Dimensions: z.array(z.array(z.string()).max(30)).min(1),
      Metrics: z
        .array(
          z.strictObject({
            Name: z.string(),
            Unit: z.string().optional(),
            StorageResolution: z.literal(60).optional(),
          }),
        )
        .max(100),
    }),
  ),
});
