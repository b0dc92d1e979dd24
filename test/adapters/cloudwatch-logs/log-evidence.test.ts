import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from '@jest/globals';
import { evidence } from '../../../adapters/cloudwatch-logs/log-evidence.ts';
import { HOUR, MINUTE } from '../../../core/time.ts';
import { daemonLogGroup } from '../../../core/wire.ts';
import { simulatedAws } from '../../support/aws/simulated-aws.ts';

const start = simulatedAws();
const NOW = 1_800_000_000_000;
const GROUP = daemonLogGroup('jada', 'port-sheet');
const TOKEN_ERROR = '[port-sheet] token error: HTTP Error 400: Bad Request';

/** Lines are given with their age in milliseconds. */
async function started(lines: readonly (readonly [age: number, message: string])[]) {
  const aws = await start({ now: () => NOW });
  aws.services.logs.addGroup(GROUP);
  const client = new CloudWatchLogsClient(aws.client());
  const place = { logGroupName: GROUP, logStreamName: 'ops1' };
  await client.send(new CreateLogStreamCommand(place));
  const logEvents = lines.map(([age, message]) => ({ timestamp: NOW - age, message }));
  // A batch may span a day at most, so each goes alone.
  for (const event of logEvents.toSorted((a, b) => a.timestamp - b.timestamp))
    await client.send(new PutLogEventsCommand({ ...place, logEvents: [event] }));
  const asked = { client, logGroup: GROUP, pattern: '"token error"', since: NOW - 31 * HOUR, now: NOW };
  const searches = () => aws.calls.filter(({ action }) => action === 'logs:FilterLogEvents');
  return { aws, asked, searches };
}

describe('evidence out of a log group', () => {
  it('is the last lines that match, newest last', async () => {
    const { asked } = await started([
      [9 * MINUTE, `${TOKEN_ERROR} first`],
      [8 * MINUTE, '[port-sheet] synced 14 rows'],
      [7 * MINUTE, `${TOKEN_ERROR} second`],
      [6 * MINUTE, `${TOKEN_ERROR} third`],
    ]);
    expect(await evidence({ ...asked, most: 2 })).toEqual([
      { at: NOW - 7 * MINUTE, line: `${TOKEN_ERROR} second` },
      { at: NOW - 6 * MINUTE, line: `${TOKEN_ERROR} third` },
    ]);
  });

  it('looks into the last minutes first, and no further when that is enough', async () => {
    const { asked, searches } = await started([
      [20 * HOUR, TOKEN_ERROR],
      [2 * MINUTE, TOKEN_ERROR],
      [MINUTE, TOKEN_ERROR],
    ]);
    expect(await evidence({ ...asked, most: 2 })).toHaveLength(2);
    expect(searches()).toHaveLength(1);
  });

  it('finds lines of the whole time in their order, and each once', async () => {
    const ages = [30.5 * HOUR, 6.5 * HOUR, 2.5 * HOUR, 75 * MINUTE, 15 * MINUTE, 15 * MINUTE - 1, 0];
    const { asked } = await started(ages.map((age) => [age, TOKEN_ERROR] as const));
    const found = await evidence({ ...asked, most: 20 });
    expect(found.map(({ at }) => NOW - at)).toEqual(ages);
  });

  it('is no older than asked for', async () => {
    const { asked } = await started([[2 * HOUR, TOKEN_ERROR]]);
    expect(await evidence({ ...asked, since: NOW - HOUR })).toEqual([]);
    expect(await evidence({ ...asked, since: NOW - 2 * HOUR })).toHaveLength(1);
  });

  it('has lines of a host whose clock is ahead', async () => {
    const { asked } = await started([[-2 * MINUTE, TOKEN_ERROR]]);
    expect(await evidence(asked)).toHaveLength(1);
  });

  it('goes through all pages, the empty ones too', async () => {
    const { aws, asked } = await started([
      ...Array.from({ length: 6 }, (_, index) => [(14 - index) * MINUTE, 'synced'] as const),
      [3 * MINUTE, TOKEN_ERROR],
    ]);
    aws.services.logs.pageSize = 2;
    expect(await evidence(asked)).toHaveLength(1);
  });

  it('ends in time in a group that is too large to be read', async () => {
    const { aws, asked, searches } = await started(
      Array.from({ length: 40 }, (_, index) => [index * 1_000, 'synced'] as const),
    );
    aws.services.logs.pageSize = 1;
    expect(await evidence(asked)).toEqual([]);
    expect(searches()).toHaveLength(20);
  });

  it('is redacted', async () => {
    const { asked } = await started([
      [MINUTE, 'token error: refresh_token=1//0abcDEF-ghiJKL_mnoPQR for jennifer@example.com'],
    ]);
    expect((await evidence(asked)).map(({ line }) => line)).toEqual([
      'token error: refresh_token=[redacted] for [e-mail]',
    ]);
  });

  it('leaves lines of our own functions as they are, in which names look like secrets', async () => {
    const line = '{"type":"finding","credential":"crew-sheets-2026","message":"token error"}';
    const { asked } = await started([[MINUTE, line]]);
    expect((await evidence(asked))[0]?.line).not.toBe(line);
    expect((await evidence({ ...asked, ours: true }))[0]?.line).toBe(line);
  });

  it('names the group that is not there', async () => {
    const { asked } = await started([]);
    await expect(evidence({ ...asked, logGroup: '/evergrant/jada/daemon/other' })).rejects.toMatchObject({
      code: 'AwsResourceMissing',
      message: 'log group /evergrant/jada/daemon/other: there is none in this account and Region',
    });
  });
});
