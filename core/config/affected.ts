import type { DaemonDeclaration, Declaration, SinkDeclaration, TokenDeclaration } from './declaration.ts';

/** Who stands still when a grant dies. */
export interface Affected {
  readonly sinks: readonly SinkDeclaration[];
  readonly daemons: readonly DaemonDeclaration[];
}

/** The sinks that a grant's tokens go to, and the daemons that read them or get them without a sink, in the order of their declaration. */
export function affectedBy(declaration: Pick<Declaration, 'sinks' | 'daemons'>, grant: string): Affected {
  const isOfGrant = ({ token }: { token: TokenDeclaration }) => token.grant.name === grant;
  return {
    sinks: [...declaration.sinks.values()].filter(isOfGrant),
    daemons: [...declaration.daemons.values()].filter(
      (daemon) => daemon.uses.some(isOfGrant) || daemon.tokens.some(isOfGrant),
    ),
  };
}
