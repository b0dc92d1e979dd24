import type { ConfigProblem, Path } from '../problem.ts';
import { held, type RawMapping } from '../raw-tree.ts';

/** Exactly one of these keys stands in the mapping. */
export function exactlyOne(
  path: Path,
  of: { mapping: RawMapping; keys: readonly string[] },
): readonly ConfigProblem[] {
  const found = held(of.mapping, of.keys);
  if (found.length === 1) return [];
  return [{ path, kind: 'choice', expected: `one of ${listed(of.keys)}`, received: listed(found) }];
}

/** At most one of these keys stands in the mapping. */
export function atMostOne(
  path: Path,
  of: { mapping: RawMapping; keys: readonly string[] },
): readonly ConfigProblem[] {
  return held(of.mapping, of.keys).length === 0 ? [] : exactlyOne(path, of);
}

/** None of these keys stands in the mapping, for the reason that completes "this key …". */
export function noneOf(
  path: Path,
  of: { mapping: RawMapping; keys: readonly string[]; because: string },
): readonly ConfigProblem[] {
  return held(of.mapping, of.keys).map((key) => ({
    path: [...path, key],
    kind: 'refusedKey',
    expected: `this key ${of.because}`,
  }));
}

/** Keys for a message. */
export function listed(keys: readonly string[]): string {
  return keys.length === 0 ? 'none of them' : keys.map((key) => JSON.stringify(key)).join(', ');
}
