import type { Instant } from '../../core/time.ts';
import { GAUGE_NAMESPACE } from '../../core/wire.ts';

/**
 * Gauges as one log line in the embedded metric format, out of which CloudWatch makes metrics with the one dimension
 * `Deployment`: a metric of each grant would cost more than everything else together. A gauge that nothing is known
 * of is left out, never 0.
 *
 * @param gauges metric name to value; names that end in `Seconds` or begin with `SecondsTo` are seconds, others counts
 * @throws RangeError for a value that is no finite number, which CloudWatch would drop in silence
 * @see CloudWatch User Guide, "Specification: Embedded metric format"
 */
export function gaugeLine(
  gauges: Readonly<Record<string, number>>,
  { deployment, now }: { deployment: string; now: Instant },
): string {
  const names = Object.keys(gauges);
  const bad = names.find((name) => !Number.isFinite(gauges[name]));
  if (bad !== undefined) throw new RangeError(`gauge ${bad}: expected a finite number, got ${gauges[bad]}`);
  return JSON.stringify({
    _aws: {
      Timestamp: Math.floor(now),
      CloudWatchMetrics: [
        {
          Namespace: GAUGE_NAMESPACE,
          Dimensions: [[DIMENSION]],
          Metrics: names.map((Name) => ({ Name, Unit: unitOf(Name) })),
        },
      ],
    },
    [DIMENSION]: deployment,
    ...gauges,
  });
}

const DIMENSION = 'Deployment';

function unitOf(name: string): 'Seconds' | 'Count' {
  return /^SecondsTo|Seconds$/.test(name) ? 'Seconds' : 'Count';
}
