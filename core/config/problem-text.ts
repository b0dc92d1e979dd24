import type { ConfigProblem, Path } from './problem.ts';

/** The known word that was probably meant; undefined when none is near. */
type NearestWord = (word: string, known: readonly string[]) => string | undefined;

/**
 * A problem as people read it: `grants.crew.scops: unknown key; did you mean "scopes"?`
 * @param nearest by default nobody guesses, and what is known is listed
 */
export function problemText(problem: ConfigProblem, nearest: NearestWord = () => undefined): string {
  // A name with a dot in it would read as a key of something else.
  const place = pathText(problem.kind === 'malformedName' ? problem.path.slice(0, -1) : problem.path);
  const text = sentence(problem, nearest);
  return place === '' ? text : `${place}: ${text}`;
}

function sentence(problem: ConfigProblem, nearest: NearestWord): string {
  const { path, received = 'something else', expected = 'something else', known = [] } = problem;
  switch (problem.kind) {
    case 'unknownKey':
      return `unknown key; ${suggestion(String(path.at(-1)), { known, otherwise: 'known here', nearest })}`;
    case 'refusedKey':
      return expected;
    case 'missing':
      return `missing; expected ${expected}`;
    case 'undefinedReference':
      return `nothing is declared as ${JSON.stringify(received)}; ${suggestion(received, { known, otherwise: 'declared', nearest })}`;
    case 'unknownIssuer':
      return `there is no preset ${JSON.stringify(received)}; ${suggestion(received, { known, otherwise: 'presets', nearest })}${
        known.length > 0 ? '; any other issuer needs { discovery: URL } or its endpoints' : ''
      }`;
    case 'unknownWord': {
      if (problem.received === undefined) return `expected ${expected}`;
      const guess = guessOf(nearest(received, known));
      return `expected ${expected}, got ${JSON.stringify(received)}${guess === undefined ? '' : `; ${guess}`}`;
    }
    case 'malformedName':
      return `${JSON.stringify(received)}, of ${received.length} characters, is no name here; expected ${expected}`;
    case 'conflict':
      return `taken by ${received}; expected ${expected}`;
    default:
      return `expected ${expected}${problem.received === undefined ? '' : `, got ${received}`}`;
  }
}

function suggestion(
  word: string,
  from: { known: readonly string[]; otherwise: string; nearest: NearestWord },
): string {
  const all = from.known.length === 0 ? 'none' : from.known.join(', ');
  const listing = `${from.otherwise}: ${all}`;
  const guess = guessOf(from.nearest(word, from.known));
  if (guess === undefined) return listing;
  return from.otherwise === 'known here' ? guess : `${guess} ${listing}`;
}

function guessOf(nearest: string | undefined): string | undefined {
  return nearest && `did you mean ${JSON.stringify(nearest)}?`;
}

/** `daemons.sync.uses[0]` */
function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}
