import type { AgentTokenDeclaration } from '../agent-token-declaration.ts';
import type { ApiKeyDeclaration } from '../api-key-declaration.ts';
import type { GrantDeclaration } from '../grant-declaration.ts';
import type { ParsedDeclaration } from '../schema.ts';
import type { CredentialDeclaration, TokenDeclaration } from '../token-declaration.ts';

/** Everything that a token can be of. */
interface Credentials {
  readonly grants: ReadonlyMap<string, GrantDeclaration>;
  readonly apiKeys: ReadonlyMap<string, ApiKeyDeclaration>;
  readonly agentTokens: ReadonlyMap<string, AgentTokenDeclaration>;
}

/** The declared tokens, and those that nobody had to write. */
export function tokensOf(
  parsed: ParsedDeclaration,
  { grants, apiKeys, agentTokens }: Credentials,
): ReadonlyMap<string, TokenDeclaration> {
  const tokens = new Map<string, TokenDeclaration>();
  for (const [name, { grant, apiKey }] of Object.entries(parsed.tokens)) {
    const credential = agentTokens.get(name) ?? grants.get(grant ?? '') ?? apiKeys.get(apiKey ?? '');
    if (credential) tokens.set(name, { name, credential, implicit: false });
  }
  const served = new Set([...tokens.values()].map((token) => token.credential.name));
  const managers = new Set(
    [...apiKeys.values()].flatMap(({ name, rotation }) =>
      rotation && rotation.managedBy !== name ? [rotation.managedBy] : [],
    ),
  );
  const credentials: readonly CredentialDeclaration[] = [...grants.values(), ...apiKeys.values()];
  for (const credential of credentials) {
    const { name } = credential;
    if (!served.has(name) && !managers.has(name)) tokens.set(name, { name, credential, implicit: true });
  }
  return tokens;
}
