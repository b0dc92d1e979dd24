import { AwsError } from '../aws-error.ts';

interface Put {
  readonly timestamp: number;
  readonly message: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Refuses a batch that PutLogEvents refuses as a whole (CloudWatch Logs API). */
export function demandBatch(events: readonly Put[]): void {
  const times = events.map(({ timestamp }) => timestamp);
  if (times.some((time, at) => time < (times[at - 1] ?? time)))
    throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
  if ((times.at(-1) ?? 0) - (times[0] ?? 0) > DAY)
    throw invalid('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
  if (bytes > 1_048_576) throw invalid(`Upload too large: ${bytes} bytes exceeds limit of 1048576`);
}

/** What is taken, and the answer about what is not: too old at the beginning, too new at the end. */
export function byAge(events: readonly Put[], now: number) {
  const first = events.findIndex(({ timestamp }) => timestamp >= now - 14 * DAY);
  const from = first === -1 ? events.length : first;
  const ahead = events.findIndex(({ timestamp }) => timestamp > now + 2 * HOUR);
  const to = ahead === -1 ? events.length : ahead;
  const rejected = {
    ...(from > 0 && { tooOldLogEventEndIndex: from }),
    ...(to < events.length && { tooNewLogEventStartIndex: to }),
  };
  return {
    taken: events.slice(from, to),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
