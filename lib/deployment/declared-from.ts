import type { IConstruct } from 'constructs';
import { parseDeclaration } from '../../core/config/parse.ts';
import { isMapping } from '../../core/config/raw-tree.ts';
import { declarationRefused } from '../managed-grant/checked-declaration.ts';
import type { Declared } from './declared.ts';

/**
 * What `evergrant.yaml` holds, for a {@link Deployment} in an app of your own:
 * `declaredFrom(app, parse(readFileSync('evergrant.yaml', 'utf8')))`.
 *
 * @param raw the document as a YAML parser gives it
 * @throws Fault `PropInvalid` that names what is wrong
 */
export function declaredFrom(scope: IConstruct, raw: unknown): Declared {
  const result = parseDeclaration(raw, AS_WRITTEN);
  if (result.kind === 'invalid') throw declarationRefused(scope, result.problems);
  return { raw: isMapping(raw) ? raw : {}, declaration: result.declaration };
}

/** Paths are for the hosts. */
const AS_WRITTEN = { resolve: (path: string) => path, stateDirectory: () => '' };
