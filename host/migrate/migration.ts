import type { Declaration } from '../../core/config/declaration.ts';
import type { GrantDeclaration } from '../../core/config/grant-declaration.ts';
import type { GrantMove } from '../../core/migration/decide-move.ts';
import type { Trouble } from '../../core/preflight/situation.ts';
import type { OperatorsDeployment } from '../deployment/open-operators-deployment.ts';

/** A machine's declaration and the deployment that its grants move into. */
export interface Migration {
  /** Of the machine: the donor. */
  readonly from: Declaration;
  /** Of the deployment. */
  readonly into: Declaration;
  readonly operators: OperatorsDeployment;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a migration would do, and what stands against it. */
export interface MigrationPlan {
  readonly directory: string;
  readonly target: { readonly deployment: string; readonly account: string; readonly region: string };
  /** False: nothing was moved from here before. */
  readonly frozen: boolean;
  readonly grants: readonly { readonly name: string; readonly move: GrantMove }[];
  /** Clients whose secret goes into the store. */
  readonly clients: readonly string[];
  /** How many parts of the deployment were looked at. */
  readonly parts: number;
  /** Each of these stops it. */
  readonly blocks: readonly Trouble[];
  /** What people should know beforehand. */
  readonly warnings: readonly Trouble[];
}

/** The grants of the donor that its deployment declares, too. */
export function sharedGrants({ from, into }: Pick<Migration, 'from' | 'into'>): readonly GrantDeclaration[] {
  return [...into.grants.values()].filter(({ name }) => from.grants.has(name));
}
