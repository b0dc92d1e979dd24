import type { Instant } from '../time.ts';

/** A line of a log, and when it was written. It may hold secrets. */
export interface TimedLine {
  readonly at: Instant;
  readonly text: string;
}

/**
 * Tells when each line of a log file was written, line after line: by the time that it bears, else with the one before it.
 * Before the first time in the file nothing is known, and `fallback` is taken.
 */
export function lineTimes(fallback: Instant): (text: string) => Instant {
  let at = fallback;
  return (text) => {
    at = timeIn(text) ?? at;
    return at;
  };
}

/** The first ISO 8601 time near the start of a line; without a zone it is taken for UTC. */
function timeIn(text: string): Instant | undefined {
  const found = /(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,3})\d*)?(Z|[+-]\d{2}:?\d{2})?/.exec(
    text.slice(0, LONGEST_PREFIX),
  );
  if (!found) return undefined;
  const [, date, time, fraction = '0', zone = 'Z'] = found;
  const at = Date.parse(`${date}T${time}.${fraction.padEnd(3, '0')}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

const LONGEST_PREFIX = 120;
