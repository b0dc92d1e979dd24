import { affectedBy } from '../../core/config/affected.ts';
import { readGrantDocument } from '../../core/config/grant-document.ts';

/** What a deploy has written of a grant, as far as messages need it. */
export interface DeclaredGrant {
  readonly name: string;
  readonly daemons: readonly string[];
  readonly tokens: readonly string[];
  /** Daemons and sinks that use it. */
  readonly affected: readonly string[];
}

/**
 * The grants of a deployment by their documents. One that cannot be read is passed over and told to `onDamage`: it must
 * not silence the alarms of the others.
 *
 * @param documents texts by the names of their parameters
 */
export function declaredGrants(
  documents: ReadonlyMap<string, string>,
  onDamage: (parameter: string, error: unknown) => void,
): readonly DeclaredGrant[] {
  return [...documents].flatMap(([parameter, text]) => {
    try {
      return declaredIn(text, parameter);
    } catch (error) {
      onDamage(parameter, error);
      return [];
    }
  });
}

function declaredIn(text: string, parameter: string): readonly DeclaredGrant[] {
  const { declaration } = readGrantDocument(text, parameter);
  return [...declaration.grants.keys()].map((name) => {
    const { daemons, sinks } = affectedBy(declaration, name);
    return {
      name,
      daemons: daemons.map((daemon) => daemon.name),
      tokens: [...declaration.tokens.values()]
        .filter((token) => token.credential.name === name)
        .map((token) => token.name),
      affected: [...daemons, ...sinks].map((user) => user.name),
    };
  });
}
