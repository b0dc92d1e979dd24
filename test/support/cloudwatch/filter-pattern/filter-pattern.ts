import { jsonPattern } from './json-pattern.ts';
import { spacePattern } from './space-pattern.ts';
import { termsPattern } from './terms-pattern.ts';

/** What a log line that matches gives to a metric filter. */
export interface LineMatch {
  /** The value of `$.field` or `$field`; undefined where the line has none or the pattern takes no fields. */
  field(selector: string): string | number | undefined;
}

/** Undefined: the line does not match. */
export type FilterPattern = (line: string) => LineMatch | undefined;

/**
 * Reads a CloudWatch Logs filter pattern: terms, JSON or space-delimited. One regular expression counts as one of the
 * two that AWS allows.
 *
 * @throws NotUnderstood for what the user guide does not describe, or describes as unreliable
 * @see CloudWatch Logs User Guide, "Filter pattern syntax"
 */
export function filterPattern(text: string): FilterPattern {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return jsonPattern(trimmed);
  if (trimmed.startsWith('[')) return spacePattern(trimmed);
  return termsPattern(trimmed);
}
