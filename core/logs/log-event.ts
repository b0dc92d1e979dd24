import type { Instant } from '../time.ts';

/** A line on its way to a log stream. It was redacted before. */
export interface LogEvent {
  readonly at: Instant;
  readonly message: string;
}

/** What the service counts for each event beside its text (CloudWatch Logs API, PutLogEvents). */
const OVERHEAD = 26;

/** Bytes of an event as the service counts them: UTF-8 and 26. */
export function logEventBytes({ message }: LogEvent): number {
  return utf8Length(message) + OVERHEAD;
}

/** Longest text of one event in bytes. The service takes 1 MB; nobody reads a line of that. */
export const LONGEST_MESSAGE = 256 * 1024;

const CUT = ' [cut]';

/** The text as an event may hold it: never empty, and cut with a mark where it is longer than {@link LONGEST_MESSAGE}. */
export function logMessage(text: string): string {
  if (text === '') return ' ';
  if (text.length * 3 <= LONGEST_MESSAGE || utf8Length(text) <= LONGEST_MESSAGE) return text;
  // Three bytes is the most that one unit of UTF-16 becomes.
  const kept = text.slice(0, Math.floor((LONGEST_MESSAGE - CUT.length) / 3));
  // Half a character is none.
  return `${kept.replace(/[\uD800-\uDBFF]$/, '')}${CUT}`;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
