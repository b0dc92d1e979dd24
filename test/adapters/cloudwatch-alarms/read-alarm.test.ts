import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { readAlarm } from '../../../adapters/cloudwatch-alarms/read-alarm.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();

describe('an alarm', () => {
  it.each(['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] as const)('is read by its name: %s', async (kind) => {
    const aws = await start();
    const since = Date.UTC(2026, 4, 13);
    aws.services.monitoring.alarms.set('evergrant-jada-auth-is-broken', {
      kind,
      description: 'auth is broken',
      state: 'ALARM',
      reason: 'it rings',
      since,
    });
    const client = new CloudWatchClient(aws.client());
    expect(await readAlarm(client, 'evergrant-jada-auth-is-broken')).toEqual({
      name: 'evergrant-jada-auth-is-broken',
      description: 'auth is broken',
      state: 'ALARM',
      reason: 'it rings',
      since,
    });
  });

  it('that is not there is a fault that says how to list them', async () => {
    const aws = await start();
    await expect(readAlarm(new CloudWatchClient(aws.client()), 'evergrant-none')).rejects.toMatchObject({
      code: 'UnknownAlarm',
      remedy: expect.stringContaining('aws cloudwatch describe-alarms'),
    });
  });

  it('that may not be read is named with the action', async () => {
    const aws = await start({ authorize: () => 'deny' });
    await expect(readAlarm(new CloudWatchClient(aws.client()), 'evergrant-none')).rejects.toMatchObject({
      code: 'AwsDenied',
      message: 'alarm evergrant-none: whoever calls is not allowed cloudwatch:DescribeAlarms',
    });
  });
});
