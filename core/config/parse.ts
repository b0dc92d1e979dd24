import { convert } from './convert.ts';
import type { Declaration } from './declaration.ts';
import type { ConfigProblem } from './problem.ts';
import { agentTokenKeys } from './rules/agent-token-keys.ts';
import { alertKeys } from './rules/alert-keys.ts';
import { apiKeyKeys } from './rules/api-key-keys.ts';
import { clientKeys } from './rules/client-keys.ts';
import { conflicts } from './rules/conflicts.ts';
import { daemonKeys } from './rules/daemon-keys.ts';
import { engineKeys } from './rules/engine-keys.ts';
import { grantKeys } from './rules/grant-keys.ts';
import { hostKeys } from './rules/host-keys.ts';
import { references } from './rules/references.ts';
import { sinkKeys } from './rules/sink-keys.ts';
import { tenantDomain } from './rules/tenant-domain.ts';
import { tokenKeys } from './rules/token-keys.ts';
import { declarationSchema } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';
import type { ConfigWhere } from './where.ts';

/** A declaration, or everything that is wrong with it. */
export type ParseResult =
  | { readonly kind: 'valid'; readonly declaration: Declaration }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] };

/**
 * Parses a declaration that was read from YAML. All problems are found in one pass: the rules read the raw declaration
 * and keep quiet about what is the schema's business, so that a typing error hides no other.
 */
export function parseDeclaration(raw: unknown, where: ConfigWhere): ParseResult {
  const parsed = declarationSchema.safeParse(raw);
  const problems = [
    ...(parsed.success ? [] : schemaProblems(parsed.error.issues, raw)),
    ...references(raw),
    ...engineKeys(raw),
    ...alertKeys(raw),
    ...clientKeys(raw),
    ...tenantDomain(raw),
    ...grantKeys(raw),
    ...apiKeyKeys(raw),
    ...tokenKeys(raw),
    ...agentTokenKeys(raw),
    ...sinkKeys(raw),
    ...daemonKeys(raw),
    ...hostKeys(raw),
    ...conflicts(raw, where),
  ];
  if (!parsed.success || problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'valid', declaration: convert(parsed.data, where) };
}
