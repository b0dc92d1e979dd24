import { closest, distance } from 'fastest-levenshtein';

/** The known word that was probably meant; undefined when none is near: a third of its letters, and two at least, may differ. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(word, [...known]);
  return distance(word, nearest) > Math.max(2, word.length / 3) ? undefined : nearest;
}
