import type { Declaration } from '../../core/config/declaration.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import type { TokenDeclaration } from '../../core/config/token-declaration.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';

/** Where a token is handed over: a sink, or the broker itself for those who fetch it. */
export interface Place {
  /** Name of the sink; `token/NAME` for the broker itself. */
  readonly sink: string;
  readonly grant: string;
  readonly token: string;
  /** The place for people. */
  readonly target: string;
  /** undefined: it is not a file. */
  readonly declaration: SinkDeclaration | undefined;
  /** Does the declaration say that somebody uses it? */
  readonly isDeclared: boolean;
  /** Daemons that use it. */
  readonly users: readonly string[];
  /** How long a consumer may go on with an older token. */
  readonly within: Milliseconds;
}

const DEFAULT_WITHIN: Milliseconds = 5 * MINUTE;

/** Every place, sinks first. */
export function placesOf(declaration: Pick<Declaration, 'sinks' | 'tokens' | 'daemons'>): readonly Place[] {
  return [
    ...[...declaration.sinks.values()].map((sink) => sinkPlace(sink, declaration)),
    ...[...declaration.tokens.values()].map((token) => brokerPlace(token, declaration)),
  ];
}

/** The place of this name. @throws Fault `UnknownSink` */
export function placeNamed(
  name: string,
  declaration: Pick<Declaration, 'sinks' | 'tokens' | 'daemons'>,
): Place {
  const places = placesOf(declaration);
  const found = places.find(({ sink }) => sink === name);
  if (found) return found;
  throw new Fault({
    code: 'UnknownSink',
    message: `there is no sink "${name}" in the declaration that the broker runs with`,
    remedy: `use one of: ${places.map(({ sink }) => sink).join(', ')}; or restart evergrant up after a change`,
    exitCode: ExitCode.Usage,
  });
}

function sinkPlace(sink: SinkDeclaration, { daemons }: Pick<Declaration, 'daemons'>): Place {
  const users = [...daemons.values()].filter(({ uses }) => uses.some(({ name }) => name === sink.name));
  return {
    sink: sink.name,
    grant: sink.token.credential.name,
    token: sink.token.name,
    target: sink.file,
    declaration: sink,
    isDeclared: true,
    users: users.map(({ name }) => name),
    within: sink.adoption.within,
  };
}

function brokerPlace(token: TokenDeclaration, { daemons }: Pick<Declaration, 'daemons'>): Place {
  const users = [...daemons.values()].filter(({ tokens }) =>
    tokens.some((use) => use.token.name === token.name),
  );
  return {
    sink: `token/${token.name}`,
    grant: token.credential.name,
    token: token.name,
    target: 'the control socket',
    declaration: undefined,
    isDeclared: users.length > 0,
    users: users.map(({ name }) => name),
    within: DEFAULT_WITHIN,
  };
}
