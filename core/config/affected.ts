import type { DaemonDeclaration } from './daemon-declaration.ts';
import type { Declaration } from './declaration.ts';
import type { SinkDeclaration } from './sink-declaration.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/** Who stands still when a grant or API key dies. */
export interface Affected {
  readonly sinks: readonly SinkDeclaration[];
  readonly daemons: readonly DaemonDeclaration[];
}

/** The sinks that the tokens of a grant or API key go to, and the daemons that read them or get them without a sink, in the order of their declaration. */
export function affectedBy(
  declaration: Pick<Declaration, 'sinks' | 'daemons'>,
  credential: string,
): Affected {
  const isOfIt = ({ token }: { token: TokenDeclaration }) => token.credential.name === credential;
  return {
    sinks: [...declaration.sinks.values()].filter(isOfIt),
    daemons: [...declaration.daemons.values()].filter(
      (daemon) => daemon.uses.some(isOfIt) || daemon.tokens.some(isOfIt),
    ),
  };
}
