import { describe, expect, it } from '@jest/globals';
import { gaugeLine } from '../../../adapters/cloudwatch-logs/gauge-line.ts';
import { GAUGES } from '../../../core/wire.ts';
import { embeddedMetrics } from '../../support/cloudwatch/embedded-metrics.ts';

const AT = { deployment: 'jada', now: 1_800_000_000_000.5 };

describe('a line of gauges', () => {
  it('is metrics of the deployment, and of nothing smaller', () => {
    const line = gaugeLine({ [GAUGES.heartbeat]: 1, [GAUGES.secondsToExpiry]: 0 }, AT);
    const dimensions = { Deployment: 'jada' };
    expect(embeddedMetrics(line)).toEqual([
      { metric: { namespace: 'Evergrant', name: 'Heartbeat', dimensions }, value: 1 },
      { metric: { namespace: 'Evergrant', name: 'SecondsToExpiry', dimensions }, value: 0 },
    ]);
  });

  it('states units and a whole time', () => {
    const { _aws } = JSON.parse(gaugeLine({ [GAUGES.heartbeat]: 1, [GAUGES.secondsToExpiry]: 9 }, AT));
    expect(_aws.Timestamp).toBe(1_800_000_000_000);
    expect(_aws.CloudWatchMetrics[0].Metrics).toEqual([
      { Name: 'Heartbeat', Unit: 'Count' },
      { Name: 'SecondsToExpiry', Unit: 'Seconds' },
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is refused for the value %s', (value) => {
    expect(() => gaugeLine({ OpenIncidents: value }, AT)).toThrow(RangeError);
  });
});
