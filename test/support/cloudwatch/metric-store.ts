import { NotUnderstood } from '../not-understood.ts';

/** Epoch milliseconds. */
export type Instant = number;

/** One metric: its namespace, its name and the dimensions that it was published with. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  /** @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly at: Instant;
  readonly value: number;
  /** When alarms see it; later than `at` where the log is slow. */
  readonly visibleAt: Instant;
}

/** One metric's samples in the order of their times, so that a window of two days is found without reading everything. */
export class MetricSeries {
  private readonly samples: Sample[] = [];

  put(sample: Sample): void {
    this.samples.splice(firstFrom(this.samples, sample.at + 1), 0, sample);
  }

  /** The samples from `from` up to but without `to` that are visible at `seenAt`. */
  between(range: { from: Instant; to: Instant; seenAt: Instant }): readonly Sample[] {
    const start = firstFrom(this.samples, range.from);
    if ((this.samples[start]?.at ?? range.to) >= range.to) return [];
    const within = this.samples.slice(start, firstFrom(this.samples, range.to));
    return within.filter(({ visibleAt }) => visibleAt <= range.seenAt);
  }
}

/** All metrics. A metric with other dimensions is another metric. */
export class MetricStore {
  private readonly all = new Map<string, MetricSeries>();

  series(metric: MetricName): MetricSeries {
    const key = keyOf(metric);
    const series = this.all.get(key) ?? new MetricSeries();
    this.all.set(key, series);
    return series;
  }
}

/** @returns undefined where there is nothing: a missing data point */
export function statisticOf(statistic: string, samples: readonly Sample[]): number | undefined {
  const values = samples.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const compute = {
    Sum: () => sum,
    Average: () => sum / values.length,
    Minimum: () => Math.min(...values),
    Maximum: () => Math.max(...values),
    SampleCount: () => values.length,
  }[statistic];
  if (!compute) throw new NotUnderstood(`the statistic ${statistic}`);
  return values.length === 0 ? undefined : compute();
}

/** Index of the first sample at this time or later. */
function firstFrom(samples: readonly Sample[], at: Instant): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const sample = samples[middle];
    if (sample && sample.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keyOf({ namespace, name, dimensions = {} }: MetricName): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
