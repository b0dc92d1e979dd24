import { NotUnderstood } from '../../not-understood.ts';

/**
 * The regular expression between two `%`. CloudWatch Logs takes a small dialect: no groups, no look-around.
 *
 * @param text with its percent signs
 */
export function patternRegex(text: string): RegExp {
  const inner = text.slice(1, -1);
  if (/(?<!\\)[()]/.test(inner)) throw new NotUnderstood(`a group in the regular expression ${text}`);
  return new RegExp(inner);
}
