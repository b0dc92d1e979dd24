import type { ConfigProblem } from '../problem.ts';
import { declared } from '../raw-tree.ts';
import type { ConfigWhere } from '../where.ts';

/** Nothing is claimed twice: a file by two sinks, a name by a token and the grant of that name. */
export function conflicts(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  return [...sharedFiles(raw, where), ...tokensNamedAfterOtherGrants(raw)];
}

/** Paths are compared resolved: `~/t` and `/home/me/t` are one file. */
function sharedFiles(raw: unknown, where: ConfigWhere): readonly ConfigProblem[] {
  const owners = new Map<string, string>();
  return declared(raw, 'sinks').flatMap(([name, { file }]): ConfigProblem[] => {
    if (typeof file !== 'string') return [];
    const resolved = where.resolve(file);
    const owner = owners.get(resolved);
    owners.set(resolved, owner ?? name);
    if (owner === undefined) return [];
    return [
      {
        path: ['sinks', name, 'file'],
        kind: 'conflict',
        received: `sinks.${owner}`,
        expected: 'a file of its own',
      },
    ];
  });
}

/** Where a sink says `token: NAME` it must not be open whether the token or the grant is meant. */
function tokensNamedAfterOtherGrants(raw: unknown): readonly ConfigProblem[] {
  const grants = new Set(declared(raw, 'grants').map(([name]) => name));
  return declared(raw, 'tokens').flatMap(([name, { grant }]): ConfigProblem[] => {
    if (typeof grant !== 'string' || !grants.has(name) || grant === name) return [];
    return [
      {
        path: ['tokens', name],
        kind: 'conflict',
        received: `grants.${name}`,
        expected: 'a name that no other grant has',
      },
    ];
  });
}
