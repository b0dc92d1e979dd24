import { closest, distance } from 'fastest-levenshtein';

/**
 * The known word that was probably meant: one of which a third of the letters, or two, differ, and of a word of three or
 * less one; else the only one that begins as this one does, of three letters or more. undefined when there is none.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const nearest = closest(word, [...known]);
  if (distance(word, nearest) <= Math.max(word.length > 3 ? 2 : 1, word.length / 3)) return nearest;
  const longer = word.length < 3 ? [] : known.filter((other) => other.startsWith(word));
  return longer.length === 1 ? longer[0] : undefined;
}
