import { parse } from 'yaml';
import type { Declaration } from '../../core/config/declaration.ts';
import { type ParseResult, parseDeclaration } from '../../core/config/parse.ts';
import type { ConfigWhere } from '../../core/config/where.ts';

/** A machine on which relative paths start at /etc/evergrant and home is /home/ops. */
export const WHERE: ConfigWhere = {
  resolve: (path) => {
    if (path.startsWith('/')) return path;
    return path.startsWith('~/') ? `/home/ops/${path.slice(2)}` : `/etc/evergrant/${path}`;
  },
  stateDirectory: (deployment) => `/var/lib/evergrant/${deployment}`,
};

/** Parses a declaration written as YAML. */
export function parseYamlDeclaration(yaml: string): ParseResult {
  return parseDeclaration(parse(yaml), WHERE);
}

/** The declaration of a YAML text that is expected to be valid. */
export function declare(yaml: string): Declaration {
  const result = parseYamlDeclaration(yaml);
  if (result.kind === 'valid') return result.declaration;
  throw new Error(`invalid test declaration: ${JSON.stringify(result.problems)}`);
}
