import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { countedPatterns } from '../../adapters/cloudwatch-logs/counted-patterns.ts';
import { evidence } from '../../adapters/cloudwatch-logs/log-evidence.ts';
import { isJudgedLine } from '../../core/daemon/judged-line.ts';
import { HOUR, type Instant, type Milliseconds } from '../../core/time.ts';
import { daemonLogGroup, functionLogGroup } from '../../core/wire.ts';

export interface LinesOptions {
  readonly client: CloudWatchLogsClient;
  readonly deployment: string;
  readonly until: Instant;
}

/**
 * The last lines that the daemon's own metric filters counted as refusals, newest last and redacted; where some name the
 * credential, those alone.
 */
export async function refusedLines(
  daemon: string,
  { client, deployment, until, credential }: LinesOptions & { credential: string | undefined },
): Promise<readonly string[]> {
  const logGroup = daemonLogGroup(deployment, daemon);
  const patterns = await countedPatterns(client, { logGroup, value: '1' });
  const search = { client, logGroup, since: until - LOOK_BACK, now: until, most: MOST_READ };
  const found = await Promise.all(patterns.map((pattern) => evidence({ ...search, pattern })));
  const counted = found
    .flat()
    .toSorted((a, b) => a.at - b.at)
    .map(({ line }) => line);
  // A verdict stands for its line where the filters do not know the daemon's own words.
  const own = counted.filter((line) => !isJudgedLine(line));
  const lines = own.length > 0 ? own : counted;
  const named = lines.filter((line) => credential !== undefined && names(line, credential));
  return (named.length > 0 ? named : lines).slice(-MOST_SHOWN);
}

/** What `rotate` said of its failures not long ago, newest last. */
export async function rotationLines({ client, deployment, until }: LinesOptions): Promise<readonly string[]> {
  const found = await evidence({
    client,
    logGroup: functionLogGroup(deployment, 'rotate'),
    pattern: '{ $.type = "finding" }',
    since: until - HOUR,
    now: until,
    ours: true,
  });
  return found.map(({ line }) => line);
}

/** As long as the alarm of a daemon looks back for refusals that come once a day. */
const LOOK_BACK: Milliseconds = 48 * HOUR;

const MOST_READ = 20;
const MOST_SHOWN = 5;

/** As the query of the alarm by credential finds it: in brackets, or as the grant in a line of the supervisor. */
function names(line: string, credential: string): boolean {
  return line.includes(`[${credential}`) || line.includes(`"grant":"${credential}"`);
}
