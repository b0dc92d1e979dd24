import { GRANT_KINDS, type GrantKind } from '../grant-kinds.ts';
import type { ConfigProblem, Path } from '../problem.ts';
import { declared, type RawMapping } from '../raw-tree.ts';
import { exactlyOne, noneOf } from './choice.ts';

/** Keys that mean something with some kinds only. */
const KEYS_OF: Readonly<Record<GrantKind, readonly string[]>> = {
  consent: ['client', 'account'],
  'service-account': ['keyFile', 'subject'],
  'aws-federation': ['audience', 'serviceAccount', 'credentialsFile'],
  'client-credentials': ['client'],
};

/** A grant has what its kind is proven by, and no key of another kind. */
export function grantKeys(raw: unknown): readonly ConfigProblem[] {
  return declared(raw, 'grants').flatMap(([name, grant]) => {
    const kind = kindOf(grant);
    const path = ['grants', name];
    return kind === undefined ? [] : [...keysOfOthers(path, { grant, kind }), ...NEEDS[kind](path, grant)];
  });
}

/** A kind that there is not is the schema's business. */
function kindOf({ kind = 'consent' }: RawMapping): GrantKind | undefined {
  return GRANT_KINDS.find((known) => known === kind);
}

function keysOfOthers(path: Path, of: { grant: RawMapping; kind: GrantKind }): readonly ConfigProblem[] {
  const { grant, kind } = of;
  const others = new Set(Object.values(KEYS_OF).flat());
  for (const own of KEYS_OF[kind]) others.delete(own);
  return [...others].flatMap((key) => {
    const kinds = GRANT_KINDS.filter((other) => KEYS_OF[other].includes(key));
    const because = `stands only with ${kinds.map((other) => `"kind: ${other}"`).join(' or ')}`;
    return noneOf(path, { mapping: grant, keys: [key], because });
  });
}

const NEEDS: Readonly<Record<GrantKind, (path: Path, grant: RawMapping) => readonly ConfigProblem[]>> = {
  consent: client,
  'client-credentials': client,
  'service-account': (path, grant) => [
    ...needed(path, { grant, key: 'keyFile', expected: 'the JSON key of a service account' }),
    ...(Array.isArray(grant.scopes) && grant.scopes.length > 0
      ? []
      : needed(path, {
          grant: {},
          key: 'scopes',
          expected: 'at least one scope: Google gives a service account no token without',
        })),
  ],
  'aws-federation': (path, grant) => [
    ...exactlyOne(path, { mapping: grant, keys: ['audience', 'credentialsFile'] }),
    ...(grant.credentialsFile === undefined
      ? []
      : noneOf(path, {
          mapping: grant,
          keys: ['serviceAccount'],
          because: 'is in the file that credentialsFile names',
        })),
  ],
};

function client(path: Path, grant: RawMapping): readonly ConfigProblem[] {
  return needed(path, { grant, key: 'client', expected: 'the name of a client' });
}

function needed(
  path: Path,
  of: { grant: RawMapping; key: string; expected: string },
): readonly ConfigProblem[] {
  const { grant, key, expected } = of;
  return grant[key] === undefined ? [{ path: [...path, key], kind: 'missing', expected }] : [];
}
