import type { DaemonDeclaration, Declaration, GrantDeclaration } from '../core/config/declaration.ts';

/** The grants behind the tokens of these daemons, each once, in the order of the declaration. */
export function grantsOf(
  declaration: Declaration,
  daemons: readonly DaemonDeclaration[],
): readonly GrantDeclaration[] {
  const names = new Set(
    daemons.flatMap(({ uses, tokens }) => [...uses, ...tokens].map(({ token }) => token.grant.name)),
  );
  return [...declaration.grants.values()].filter(({ name }) => names.has(name));
}
