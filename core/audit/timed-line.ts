import type { Instant } from '../time.ts';

/** A line of a log, and when it was written. It may hold secrets. */
export interface TimedLine {
  readonly at: Instant;
  readonly text: string;
}

/**
 * Lines of a log file with the times that they bear. One that bears none was written when the one before it was; before the
 * first time in the file nothing is known, and `fallback` is taken.
 */
export function timedLines(lines: readonly string[], fallback: Instant): readonly TimedLine[] {
  let at = fallback;
  return lines.map((text) => {
    const written = timeIn(text);
    if (written !== undefined) at = written;
    return { at, text };
  });
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
