import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { LogStream } from '../../../adapters/cloudwatch-logs/log-stream.ts';
import type { AwsServerOptions } from '../../support/aws/aws-server.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NOW = Date.UTC(2026, 4, 13, 14, 30);
const GROUP = '/evergrant/jada/daemon/port-sheet';
const HOUR = 3_600_000;

async function streamIn(options: Omit<AwsServerOptions, 'services'> = {}) {
  const aws = await start({ now: () => NOW, ...options });
  const client = new CloudWatchLogsClient(aws.client());
  const actions = () => aws.calls.map(({ action, failure }) => [action.replace('logs:', ''), failure]);
  return { aws, actions, stream: new LogStream({ client, logGroup: GROUP, stream: 'ops' }) };
}

const line = (message: string, at = NOW) => ({ at, message });

describe('a log stream', () => {
  it('is made at the first line, under the name of the host', async () => {
    const { aws, actions, stream } = await streamIn();
    const { events } = aws.services.logs.addGroup(GROUP);
    expect(await stream.put([line('starts'), line('synced')])).toEqual({ rejected: 0 });
    expect(await stream.put([line('again')])).toEqual({ rejected: 0 });
    expect(events.map(({ stream: name, message }) => [name, message])).toEqual([
      ['ops', 'starts'],
      ['ops', 'synced'],
      ['ops', 'again'],
    ]);
    expect(actions()).toEqual([
      ['PutLogEvents', 'ResourceNotFoundException'],
      ['CreateLogStream', undefined],
      ['PutLogEvents', undefined],
      ['PutLogEvents', undefined],
    ]);
  });

  it('tells how many lines were not taken because of their time', async () => {
    const { aws, stream } = await streamIn();
    aws.services.logs.addGroup(GROUP).streams.add('ops');
    expect(await stream.put([line('soon', NOW), line('too soon', NOW + 3 * HOUR)])).toEqual({ rejected: 1 });
    expect(await stream.put([line('old', NOW - 15 * 24 * HOUR)])).toEqual({ rejected: 1 });
  });

  it('goes on when another one made it in between', async () => {
    let creating = 0;
    const { aws, stream } = await streamIn({
      fault: ({ action }) => {
        if (action === 'logs:CreateLogStream') {
          creating += 1;
          aws.services.logs.groups.get(GROUP)?.streams.add('ops');
        }
        return undefined;
      },
    });
    aws.services.logs.addGroup(GROUP);
    expect(await stream.put([line('starts')])).toEqual({ rejected: 0 });
    expect(creating).toBe(1);
  });

  it('names the log group that is not there, and what makes it', async () => {
    const { stream } = await streamIn();
    await expect(stream.put([line('starts')])).rejects.toMatchObject({
      code: 'AwsResourceMissing',
      message: expect.stringContaining(`log group ${GROUP}`),
      remedy: expect.stringContaining('npx cdk deploy --all'),
    });
  });

  it('says that it was throttled, or is not allowed', async () => {
    const { aws, stream } = await streamIn({ fault: () => ({ kind: 'throttle' }) });
    aws.services.logs.addGroup(GROUP);
    await expect(stream.put([line('starts')])).rejects.toMatchObject({
      code: 'AwsThrottled',
      retryable: true,
    });
    const denied = await streamIn({ authorize: () => 'deny' });
    denied.aws.services.logs.addGroup(GROUP);
    await expect(denied.stream.put([line('starts')])).rejects.toMatchObject({
      code: 'AwsDenied',
      message: expect.stringContaining('logs:PutLogEvents'),
    });
  });
});
