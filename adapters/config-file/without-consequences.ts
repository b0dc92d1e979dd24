import type { ConfigProblem, Path } from '../../core/config/problem.ts';
import { nearestWord } from './nearest-word.ts';

/** A key that is there under another name. */
interface MisspeltKey {
  /** The mapping that it stands in. */
  readonly mapping: string;
  readonly meant: string;
}

/**
 * Problems without those that go away with another one: where a key is misspelt, what is missing is the key that was meant,
 * or what the mapping would have had by it.
 */
export function withoutConsequences(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const misspelt = problems.flatMap(misspeltKey);
  return problems.filter(
    ({ kind, path }) =>
      kind !== 'missing' ||
      !misspelt.some(
        ({ mapping, meant }) =>
          mapping === textOf(path) || (mapping === textOf(path.slice(0, -1)) && meant === path.at(-1)),
      ),
  );
}

function misspeltKey({ kind, path, known = [] }: ConfigProblem): readonly MisspeltKey[] {
  const meant = kind === 'unknownKey' ? nearestWord(String(path.at(-1)), known) : undefined;
  return meant === undefined ? [] : [{ mapping: textOf(path.slice(0, -1)), meant }];
}

function textOf(path: Path): string {
  return JSON.stringify(path);
}
