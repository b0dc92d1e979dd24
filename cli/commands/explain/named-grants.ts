import { isFault } from '../../../core/fault.ts';
import type { Explanation } from '../../../core/verdict/explain.ts';
import { declarationFor } from '../../declaration.ts';
import type { Io } from '../../io.ts';
import type { ExplainOptions } from './explain-options.ts';

/** Tells what stands for `GRANT` in a remedy. */
export interface NamedGrants {
  /** The explanation with the grant's name, where only one can be meant. */
  name(explanation: Explanation): Explanation;
  /** What to put in place of `GRANT`; undefined when the remedy does not hold it. */
  hint(explanation: Explanation): string | undefined;
}

/**
 * The grants of the declaration that `--config` or the usual places have; those of one issuer when `--provider` names
 * it. To explain a line needs no declaration: without a usable one the placeholder stays, and is explained.
 *
 * @throws Fault of reading the declaration, when `--config` named it
 */
export async function namedGrants(options: ExplainOptions, io: Io): Promise<NamedGrants> {
  const names = await grantNames(options, io);
  const [only, ...more] = names;
  const name = (explanation: Explanation): Explanation =>
    only !== undefined && more.length === 0
      ? { ...explanation, remedy: explanation.remedy.replaceAll('GRANT', only) }
      : explanation;
  const meaning =
    names.length > 0
      ? `GRANT is one of: ${names.join(', ')}`
      : 'GRANT is the name of the grant below "grants:" in evergrant.yaml';
  return { name, hint: ({ remedy }) => (PLACEHOLDER.test(remedy) ? meaning : undefined) };
}

const PLACEHOLDER = /\bGRANT\b/;

async function grantNames(options: ExplainOptions, io: Io): Promise<readonly string[]> {
  try {
    const { declaration } = await declarationFor(options, io);
    return [...declaration.grants.values()]
      .filter((grant) => grant.kind === 'consent' && isOf(grant.client.issuer.base, options.provider))
      .map((grant) => grant.name);
  } catch (error) {
    if (isFault(error) && options.config === undefined) return [];
    throw error;
  }
}

/** An issuer without a preset may be any. */
function isOf(
  base: { readonly kind: string; readonly preset?: { readonly name: string } },
  provider: string | undefined,
): boolean {
  return provider === undefined || base.preset === undefined || base.preset.name === provider;
}
