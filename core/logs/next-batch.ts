import { DAY, HOUR, type Instant, type Milliseconds } from '../time.ts';
import { type LogEvent, logEventBytes } from './log-event.ts';

/** What one call of PutLogEvents takes (CloudWatch Logs API), less room for one line of our own. */
export const BATCH_LIMITS = {
  /** Texts in UTF-8 and 26 bytes for each event. */
  bytes: 1_048_576 - 1_024,
  events: 10_000 - 1,
  /** From the first event to the last. */
  span: DAY as Milliseconds,
  /** Older events are rejected. */
  age: 14 * DAY,
  /** Events further ahead are rejected. */
  ahead: 2 * HOUR,
} as const;

/** The clock of the service and ours are not the same: what is nearly too old or too new is not risked. */
const CLOCKS_APART: Milliseconds = 10 * 60_000;

/** What to send next. */
export interface NextBatch {
  /** In the order of their time, as the service demands it. */
  readonly batch: readonly LogEvent[];
  /** How many of the queue it disposes of: those in `batch` and the `expired` ones. */
  readonly taken: number;
  /** Too old to be accepted, so never sent. */
  readonly expired: number;
}

/**
 * The longest beginning of a queue that one call takes. An event from a future that the service refuses, because the
 * clock was set back since, is dated now: its line matters more than its time.
 *
 * @param queue events as they came, none longer than a message may be
 */
export function nextBatch(queue: readonly LogEvent[], now: Instant): NextBatch {
  const batch: LogEvent[] = [];
  let [bytes, expired, first, last] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const event of queue) {
    if (batch.length === BATCH_LIMITS.events) break;
    if (event.at < now - BATCH_LIMITS.age + CLOCKS_APART) {
      expired += 1;
      continue;
    }
    const at = event.at > now + BATCH_LIMITS.ahead - CLOCKS_APART ? now : event.at;
    const size = logEventBytes(event);
    const [from, to] = [Math.min(first, at), Math.max(last, at)];
    if (bytes + size > BATCH_LIMITS.bytes || to - from > BATCH_LIMITS.span) break;
    batch.push(at === event.at ? event : { ...event, at });
    [bytes, first, last] = [bytes + size, from, to];
  }
  const taken = batch.length + expired;
  // Stable, so that lines of the same millisecond stay in their order.
  return { batch: batch.sort((a, b) => a.at - b.at), taken, expired };
}
