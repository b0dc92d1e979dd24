import { z } from 'zod';
import { NotUnderstood } from '../not-understood.ts';
import { checkedProperties, type PlainResource, tags } from './checked-properties.ts';
import { embeddedMetrics } from './embedded-metrics.ts';
import type { LogEvent } from './insights/log-row.ts';
import type { FilterSample, MetricFilter } from './metric-filter.ts';
import type { Instant, MetricStore } from './metric-store.ts';

const MINUTE = 60_000;

/** Lines by group, and what metric filters and embedded metrics make of them. */
export class LogGroups {
  private readonly events = new Map<string, LogEvent[]>();
  /** Filters with a DefaultValue whose group took lines in a minute, and whether one of them matched. */
  private readonly open = new Map<MetricFilter, { minute: Instant; matched: boolean }>();
  private readonly filters: readonly MetricFilter[];
  private readonly metrics: MetricStore;
  private readonly metricDelay: number;

  constructor(parts: {
    groups: readonly PlainResource[];
    filters: readonly MetricFilter[];
    metrics: MetricStore;
    metricDelay: number;
  }) {
    this.filters = parts.filters;
    this.metrics = parts.metrics;
    this.metricDelay = parts.metricDelay;
    for (const group of parts.groups) this.events.set(checkedProperties(PROPERTIES, group).LogGroupName, []);
    for (const { logGroup } of parts.filters) this.eventsOf(logGroup);
  }

  put(group: string, { at, lines }: { at: Instant; lines: readonly string[] }): void {
    const events = this.eventsOf(group);
    const filters = this.filters.filter(({ logGroup }) => logGroup === group);
    for (const line of lines) {
      events.push({ at, message: line });
      for (const sample of embeddedMetrics(line)) this.publish(sample, at);
      for (const filter of filters) this.apply(filter, { line, at });
    }
  }

  /** Publishes the default values of the minutes before this instant. */
  closeMinutes(now: Instant): void {
    for (const [filter, { minute, matched }] of this.open) {
      if (minute >= now) continue;
      this.open.delete(filter);
      if (!matched && filter.defaultSample) this.publish(filter.defaultSample, minute);
    }
  }

  readonly read = (group: string, { from, to }: { from: Instant; to: Instant }): readonly LogEvent[] =>
    this.eventsOf(group).filter(({ at }) => at >= from && at < to);

  private apply(filter: MetricFilter, { line, at }: { line: string; at: Instant }): void {
    const sample = filter.sampleOf(line);
    if (sample) this.publish(sample, at);
    const minute = at - (at % MINUTE);
    const matched = (this.open.get(filter)?.matched ?? false) || sample !== undefined;
    this.open.set(filter, { minute, matched });
  }

  private publish({ metric, value }: FilterSample, at: Instant): void {
    this.metrics.series(metric).put({ at, value, visibleAt: at + this.metricDelay });
  }

  private eventsOf(group: string): LogEvent[] {
    const events = this.events.get(group);
    if (!events) throw new NotUnderstood(`the log group ${group} does not exist`);
    return events;
  }
}

const PROPERTIES = z.strictObject({
  LogGroupName: z.string(),
  /** Metric filters and embedded metrics need this class. */
  LogGroupClass: z.literal('STANDARD').optional(),
  RetentionInDays: z.int().optional(),
  KmsKeyId: z.string().optional(),
  Tags: tags,
});
