import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';
import { GAUGES } from '../../core/wire.ts';
import { awsFault } from '../aws-call/aws-fault.ts';

/** How far back a beat is looked for: five times as long as one is apart from the next. */
export const BEAT_SEARCH: Milliseconds = 5 * MINUTE;

/**
 * When the function `refresh` last woke, by the gauges that it writes at every tick; null: not within
 * {@link BEAT_SEARCH}. Log lines take some seconds until they can be read.
 *
 * @throws Fault of AWS, with the log group's name
 */
export async function lastBeat(
  client: CloudWatchLogsClient,
  { logGroup, now }: { logGroup: string; now: Instant },
): Promise<Instant | null> {
  let last: Instant | null = null;
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const command: FilterLogEventsCommand = new FilterLogEventsCommand({
      logGroupName: logGroup,
      filterPattern: `{ $.${GAUGES.heartbeat} = 1 }`,
      startTime: now - BEAT_SEARCH,
      endTime: now + MINUTE,
      ...(nextToken !== undefined && { nextToken }),
    });
    const answer = await client.send(command).catch((error: unknown) => {
      throw awsFault(error, { resource: `log group ${logGroup}`, action: 'logs:FilterLogEvents' });
    });
    for (const { timestamp } of answer.events ?? []) last = Math.max(last ?? 0, timestamp ?? 0);
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return last;
}

const MOST_PAGES = 10;
