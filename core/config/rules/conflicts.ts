import type { ConfigProblem, Path } from '../problem.ts';
import { declared, isMapping, type RawMapping } from '../raw-tree.ts';
import type { ConfigWhere } from '../where.ts';

/** Nothing is claimed twice: a file, or a place in one, by two sinks, a name by a token and the grant of that name. */
export function conflicts(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  return [...sharedFiles(raw, where), ...tokensNamedAfterOthers(raw), ...keysNamedAfterGrants(raw)];
}

/**
 * Paths are compared resolved: `~/t` and `/home/me/t` are one file. Sinks that patch one file may share it where each
 * has places of its own, and so may sinks that set variables in one.
 */
function sharedFiles(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  const claims = new Map<string, Claim[]>();
  return declared(raw, 'sinks').flatMap(([name, sink]): ConfigProblem[] => {
    const claim = claimOf(name, sink);
    if (claim === undefined) return [];
    const resolved = where.resolve(claim.file);
    const others = claims.get(resolved) ?? [];
    claims.set(resolved, [...others, claim]);
    const owner = others.find((other) => overlap(other, claim));
    if (owner === undefined) return [];
    const expected = claim.parts === undefined ? 'a file of its own' : 'a file or a place of its own';
    return [{ path: claim.path, kind: 'conflict', received: `sinks.${owner.name}`, expected }];
  });
}

/** What a sink writes: a whole file, or parts of one. */
interface Claim {
  readonly name: string;
  readonly file: string;
  readonly path: Path;
  readonly kind: unknown;
  readonly parts: readonly string[] | undefined;
}

function claimOf(name: string, sink: RawMapping): Claim | undefined {
  const path = ['sinks', name];
  const { patch, file, shape: kind, fields } = sink;
  if (isMapping(patch)) {
    if (typeof patch.file !== 'string') return undefined;
    const parts = [String(patch.pointer), ...Object.keys(isMapping(patch.also) ? patch.also : {})];
    return { name, file: patch.file, path: [...path, 'patch', 'file'], kind: 'patch', parts };
  }
  if (typeof file !== 'string') return undefined;
  const parts = kind === 'dotenv' ? Object.keys(isMapping(fields) ? fields : {}) : undefined;
  return { name, file, path: [...path, 'file'], kind, parts };
}

function overlap(left: Claim, right: Claim): boolean {
  if (left.parts === undefined || right.parts === undefined || left.kind !== right.kind) return true;
  const taken = new Set(left.parts);
  return right.parts.some((part) => taken.has(part));
}

/** Where a sink says `token: NAME` it must not be open whether the token or the credential is meant. */
function tokensNamedAfterOthers(raw: unknown): readonly ConfigProblem[] {
  const grants = new Set(declared(raw, 'grants').map(([name]) => name));
  const apiKeys = new Set(declared(raw, 'apiKeys').map(([name]) => name));
  return declared(raw, 'tokens').flatMap(([name, { grant, apiKey }]): ConfigProblem[] => {
    const own = grant ?? apiKey;
    if (typeof own !== 'string' || own === name) return [];
    const received = grants.has(name) ? `grants.${name}` : apiKeys.has(name) ? `apiKeys.${name}` : undefined;
    if (received === undefined) return [];
    const expected = `a name that no other ${grants.has(name) ? 'grant' : 'API key'} has`;
    return [{ path: ['tokens', name], kind: 'conflict', received, expected }];
  });
}

/** Incidents, secrets and commands know a credential by its name alone. */
function keysNamedAfterGrants(raw: unknown): readonly ConfigProblem[] {
  const grants = new Set(declared(raw, 'grants').map(([name]) => name));
  return declared(raw, 'apiKeys').flatMap(([name]): ConfigProblem[] =>
    grants.has(name)
      ? [
          {
            path: ['apiKeys', name],
            kind: 'conflict',
            received: `grants.${name}`,
            expected: 'a name that no grant has',
          },
        ]
      : [],
  );
}
