import type { ConfigProblem, Path } from '../../core/config/problem.ts';
import { nearestWord } from './nearest-word.ts';

/** A problem as people read it: `grants.crew.scops: unknown key; did you mean "scopes"?` */
export function problemText(problem: ConfigProblem): string {
  const place = pathText(problem.path);
  return place === '' ? sentence(problem) : `${place}: ${sentence(problem)}`;
}

function sentence(problem: ConfigProblem): string {
  const { path, received = 'something else', expected = 'something else', known = [] } = problem;
  switch (problem.kind) {
    case 'unknownKey':
      return `unknown key; ${suggestion(String(path.at(-1)), { known, otherwise: 'known here' })}`;
    case 'refusedKey':
      return expected;
    case 'missing':
      return `missing; expected ${expected}`;
    case 'undefinedReference':
      return `nothing is declared as ${JSON.stringify(received)}; ${suggestion(received, { known, otherwise: 'declared' })}`;
    case 'unknownIssuer':
      return `there is no preset ${JSON.stringify(received)}; ${suggestion(received, { known, otherwise: 'presets' })}${
        known.length > 0 ? '; any other issuer needs { discovery: URL } or its endpoints' : ''
      }`;
    case 'unknownWord': {
      if (problem.received === undefined) return `expected ${expected}`;
      const guess = guessOf(received, known);
      return `expected ${expected}, got ${JSON.stringify(received)}${guess === undefined ? '' : `; ${guess}`}`;
    }
    case 'conflict':
      return `taken by ${received}; expected ${expected}`;
    default:
      return `expected ${expected}${problem.received === undefined ? '' : `, got ${received}`}`;
  }
}

function suggestion(word: string, from: { known: readonly string[]; otherwise: string }): string {
  const all = from.known.length === 0 ? 'none' : from.known.join(', ');
  const listing = `${from.otherwise}: ${all}`;
  const guess = guessOf(word, from.known);
  if (guess === undefined) return listing;
  return from.otherwise === 'known here' ? guess : `${guess} ${listing}`;
}

function guessOf(word: string, known: readonly string[]): string | undefined {
  const nearest = nearestWord(word, known);
  return nearest && `did you mean ${JSON.stringify(nearest)}?`;
}

/** `daemons.sync.uses[0]` */
function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
