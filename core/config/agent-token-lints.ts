import { formatSpan, HOUR } from '../time.ts';
import type { AgentTokenDeclaration } from './agent-token-declaration.ts';
import type { Declaration } from './declaration.ts';
import type { Lint } from './lint.ts';

/** What deserves a second look in tokens that are signed here. */
export function agentTokenLints(
  declaration: Pick<Declaration, 'engine' | 'signingKeys' | 'agentTokens' | 'sinks' | 'web'>,
): readonly Lint[] {
  return [
    ...unpublished(declaration),
    ...[...declaration.agentTokens.values()].flatMap((token) => [
      ...longLived(token),
      ...unseenReaders(token, declaration),
    ]),
  ];
}

/** In AWS a function serves them, whatever is declared. */
function unpublished({
  engine,
  signingKeys,
  web,
}: Pick<Declaration, 'engine' | 'signingKeys' | 'web'>): readonly Lint[] {
  const [first] = signingKeys.keys();
  if (first === undefined || web || engine.kind === 'aws') return [];
  const message =
    'no verifier can find the public keys: declare "web: { listen: 127.0.0.1:8175 }", and where verifiers are elsewhere a reverse proxy before it';
  return [{ code: 'KeysUnpublished', path: `signingKeys.${first}`, message }];
}

/** Verifiers that follow the default of `evergrant/verify` refuse what is older. */
const COMMON_MAXIMUM = 8 * HOUR;

function longLived({ name, lifetime }: AgentTokenDeclaration): readonly Lint[] {
  if (lifetime <= COMMON_MAXIMUM) return [];
  const message = `it works for ${formatSpan(lifetime)} in any hands, and verifiers may refuse what is older than ${formatSpan(COMMON_MAXIMUM)}; renewal makes a short life cheap`;
  return [{ code: 'LongLivedToken', path: `tokens.${name}.lifetime`, message }];
}

/** Who reads a file proves nothing, so nobody knows that he is active. */
function unseenReaders(
  { name, renew }: AgentTokenDeclaration,
  { sinks }: Pick<Declaration, 'sinks'>,
): readonly Lint[] {
  const sink = [...sinks.values()].find(({ token }) => token.name === name);
  if (!sink || renew === 'always') return [];
  const message = `the token in sink ${JSON.stringify(sink.name)} is not renewed while only its file is read, which nobody sees; write "renew: always"`;
  return [{ code: 'UnseenReaders', path: `tokens.${name}.renew`, message }];
}
