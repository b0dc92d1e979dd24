import type { Declaration } from '../../core/config/declaration.ts';
import { needsNoConsent } from '../../core/config/grant-kinds.ts';
import type { Trouble } from '../../core/preflight/situation.ts';

/**
 * What this machine keeps and no deployment in AWS can. A frozen state directory keeps nothing any more, so these would
 * end with the migration.
 */
export function machineOnly({
  grants,
  apiKeys,
  signingKeys,
}: Pick<Declaration, 'grants' | 'apiKeys' | 'signingKeys'>): readonly Trouble[] {
  const standing = [...grants.values()].filter(needsNoConsent);
  return [
    ...standing.map(({ name, kind }) => stays(`grant ${name} (kind: ${kind})`)),
    ...[...apiKeys.keys()].map((name) => stays(`API key ${name}`)),
    ...[...signingKeys.keys()].map((name) => stays(`signing key ${name}, with the tokens that it signs,`)),
  ];
}

function stays(what: string): Trouble {
  return {
    reason: 'MachineOnly',
    message: `${what} is kept by this machine, and no deployment in AWS does that so far`,
    remedy:
      'give it a declaration and a state directory of its own, start its evergrant up, take it out of this one; then migrate',
  };
}
