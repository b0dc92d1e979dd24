import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { HOUR, type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';
import { redact } from '../../core/verdict/redact.ts';
import { awsFault } from '../aws-call/aws-fault.ts';

export interface EvidenceOptions {
  readonly client: CloudWatchLogsClient;
  /** `/evergrant/jada/daemon/port-sheet` */
  readonly logGroup: string;
  /** A filter pattern of CloudWatch Logs, as the metric filter has it. */
  readonly pattern: string;
  /** Lines before it are no evidence. */
  readonly since: Instant;
  readonly now: Instant;
  /** Lines at most. @default 5 */
  readonly most?: number;
  /** They are lines of a function of ours: those hold no secret, and names in them must not be taken for one. */
  readonly ours?: boolean;
}

/** A log line that shows the trouble, redacted unless it is ours. */
export interface EvidenceLine {
  readonly at: Instant;
  readonly line: string;
}

/**
 * The last matching lines of a log group, newest last and redacted. Looks into the last minutes first, for the lines
 * that raised an alarm are mostly there, then into ever longer spans before; after {@link MOST_PAGES} pages it ends
 * with what it has, because people wait for the message.
 *
 * @throws Fault of AWS, with the group's name
 */
export async function evidence(options: EvidenceOptions): Promise<readonly EvidenceLine[]> {
  const { most = 5 } = options;
  const budget = { pages: MOST_PAGES };
  let found: readonly EvidenceLine[] = [];
  for (const span of spansBackFrom(options.now, options.since)) {
    found = [...(await linesWithin(span, { ...options, budget })), ...found];
    if (found.length >= most || budget.pages <= 0) break;
  }
  return found.slice(-most);
}

const MOST_PAGES = 20;

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Each span is four times as long as the one after it. */
function* spansBackFrom(now: Instant, since: Instant): Generator<Span> {
  let length: Milliseconds = 15 * MINUTE;
  // The clocks of hosts may be ahead.
  let to = now + 5 * MINUTE;
  while (to > since) {
    const from = Math.max(since, Math.min(to, now) - length);
    yield { from, to };
    to = from - 1;
    length = Math.min(24 * HOUR, length * 4);
  }
}

async function linesWithin(
  { from, to }: Span,
  options: EvidenceOptions & { budget: { pages: number } },
): Promise<readonly EvidenceLine[]> {
  const { client, logGroup, pattern, budget, most = 5, ours = false } = options;
  let lines: readonly EvidenceLine[] = [];
  let nextToken: string | undefined;
  do {
    budget.pages -= 1;
    const page = await asked(
      logGroup,
      client.send(
        new FilterLogEventsCommand({
          logGroupName: logGroup,
          filterPattern: pattern,
          startTime: Math.max(0, from),
          endTime: to,
          ...(nextToken !== undefined && { nextToken }),
        }),
      ),
    );
    const read = (page.events ?? []).flatMap(({ timestamp, message }) =>
      timestamp === undefined || message === undefined
        ? []
        : [{ at: timestamp, line: (ours ? message : redact(message)).trim() }],
    );
    lines = [...lines, ...read].toSorted((a, b) => a.at - b.at).slice(-most);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && budget.pages > 0);
  return lines;
}

async function asked<T>(logGroup: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw awsFault(error, { resource: `log group ${logGroup}`, action: 'logs:FilterLogEvents' });
  }
}
