import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { gaugeLine } from '../../../adapters/cloudwatch-logs/gauge-line.ts';
import { BEAT_SEARCH, lastBeat } from '../../../adapters/cloudwatch-logs/last-beat.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NOW = Date.UTC(2026, 4, 13, 14);
const GROUP = '/evergrant/jada/refresh';

async function logOf(lines: readonly { at: number; text: string }[]) {
  const aws = await start();
  const { events } = aws.services.logs.addGroup(GROUP);
  for (const { at, text } of lines) events.push({ stream: '1', timestamp: at, message: text });
  return { aws, find: () => lastBeat(new CloudWatchLogsClient(aws.client()), { logGroup: GROUP, now: NOW }) };
}

const beat = (at: number) => ({ at, text: gaugeLine({ Heartbeat: 1 }, { deployment: 'jada', now: at }) });

describe('the last beat of the function', () => {
  it('is the newest line of gauges, on whichever page it stands', async () => {
    const other = { at: NOW - 90_000, text: '{"type":"refreshed"}' };
    const { aws, find } = await logOf([beat(NOW - 120_000), other, beat(NOW - 60_000)]);
    aws.services.logs.pageSize = 1;
    expect(await find()).toBe(NOW - 60_000);
  });

  it('is none when the function was silent for minutes, whatever it did before', async () => {
    const { find } = await logOf([beat(NOW - BEAT_SEARCH - 1)]);
    expect(await find()).toBeNull();
  });

  it('cannot be told without its log group, which is named', async () => {
    const aws = await start();
    const client = new CloudWatchLogsClient(aws.client());
    await expect(lastBeat(client, { logGroup: GROUP, now: NOW })).rejects.toMatchObject({
      code: 'AwsResourceMissing',
      message: expect.stringContaining(`log group ${GROUP}`),
    });
  });
});
