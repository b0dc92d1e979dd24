/** An instant: milliseconds since 1970-01-01T00:00:00Z. On the wire it is ISO 8601 text ({@link toIso}). */
export type Instant = number;

/** Milliseconds. On the wire spans are seconds, in fields named `…Seconds`. */
export type Milliseconds = number;

export const SECOND: Milliseconds = 1_000;
export const MINUTE: Milliseconds = 60 * SECOND;
export const HOUR: Milliseconds = 60 * MINUTE;
export const DAY: Milliseconds = 24 * HOUR;

/** ISO 8601 in UTC, as events and `status --json` carry it. */
export function toIso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The same of an instant that may be none. */
export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}

const UNITS: Record<string, Milliseconds> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/**
 * Reads a span as people write it in the declaration: `30m`, `12s`, `1h30m`, `30d`.
 * @returns milliseconds, or undefined when the text is not a span.
 */
export function parseSpan(text: string): Milliseconds | undefined {
  if (!/^(\d+(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    total += Number(count) * (UNITS[unit ?? ''] ?? 0);
  }
  return total;
}

/** A span for people, in its two largest units: `2 d 3 h`, `45 s`, `0 s`. Negative spans count as 0. */
export function formatSpan(span: Milliseconds): string {
  let rest = Math.max(0, span);
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', DAY],
    ['h', HOUR],
    ['min', MINUTE],
    ['s', SECOND],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 's' && parts.length === 0)) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}
