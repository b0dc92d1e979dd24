import type { AgentTokenDeclaration } from '../core/config/agent-token-declaration.ts';
import type { ApiKeyDeclaration } from '../core/config/api-key-declaration.ts';
import type { DaemonDeclaration } from '../core/config/daemon-declaration.ts';
import type { Declaration } from '../core/config/declaration.ts';
import type { GrantDeclaration } from '../core/config/grant-declaration.ts';

/** The grants behind the tokens of these daemons, each once, in the order of the declaration. */
export function grantsOf(
  declaration: Declaration,
  daemons: readonly DaemonDeclaration[],
): readonly GrantDeclaration[] {
  const names = credentialsOf(daemons);
  return [...declaration.grants.values()].filter(({ name }) => names.has(name));
}

/** The API keys behind them. */
export function apiKeysOf(
  declaration: Declaration,
  daemons: readonly DaemonDeclaration[],
): readonly ApiKeyDeclaration[] {
  const names = credentialsOf(daemons);
  return [...declaration.apiKeys.values()].filter(({ name }) => names.has(name));
}

/** The tokens of agents among them. */
export function agentTokensOf(
  declaration: Declaration,
  daemons: readonly DaemonDeclaration[],
): readonly AgentTokenDeclaration[] {
  const names = credentialsOf(daemons);
  return [...declaration.agentTokens.values()].filter(({ name }) => names.has(name));
}

function credentialsOf(daemons: readonly DaemonDeclaration[]): ReadonlySet<string> {
  return new Set(
    daemons.flatMap(({ uses, tokens }) => [...uses, ...tokens].map(({ token }) => token.credential.name)),
  );
}
