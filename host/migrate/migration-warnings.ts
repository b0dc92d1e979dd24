import { affectedBy } from '../../core/config/affected.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import type { Trouble } from '../../core/preflight/situation.ts';
import type { Migration } from './migration.ts';

/** What changes for consumers of these grants, and is no reason to stop. */
export function migrationWarnings(
  { from, into }: Pick<Migration, 'from' | 'into'>,
  moving: readonly GrantDeclaration[],
): readonly Trouble[] {
  return [...endpoints(from), ...moving.flatMap((grant) => ofGrant(grant, { from, into }))];
}

function ofGrant(
  { name }: GrantDeclaration,
  { from, into }: Pick<Migration, 'from' | 'into'>,
): readonly Trouble[] {
  return [
    ...affectedBy(from, name).sinks.map((sink) => ({
      reason: 'SinkStays',
      message: `sink ${sink.name} (${sink.file}) gets no more tokens from this machine's broker`,
      remedy: `let its consumers ask the deployment: evergrant token ${sink.token.name} --config FILE`,
    })),
    ...[...from.tokens.values()]
      .filter((token) => token.credential.name === name && !into.tokens.has(token.name))
      .map((token) => ({
        reason: 'TokenNotDeclaredThere',
        message: `token ${token.name} of grant ${name} is not declared in the deployment`,
        remedy: `declare tokens.${token.name} there, if anybody uses it`,
      })),
  ];
}

/** What the broker of this machine serves. */
function endpoints({ metadata, tokenSocket }: Migration['from']): readonly Trouble[] {
  const closed = [
    ...(metadata ? ['the metadata endpoint'] : []),
    ...(tokenSocket ? ['the token socket'] : []),
  ];
  return closed.map((what) => ({
    reason: 'EndpointCloses',
    message: `${what} of this machine closes with its broker`,
    remedy: 'let its programs ask the deployment: evergrant token NAME --config FILE',
  }));
}
