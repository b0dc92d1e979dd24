import type { SecretsFolder } from '../../../adapters/secrets-folder/read-secrets-folder.ts';
import type { ImportPlan } from '../../../core/import/plan-import.ts';
import type { ConfigOption } from '../../command.ts';
import type { Io } from '../../io.ts';

/** What was typed after `evergrant import DIRECTORY`. */
export interface ImportOptions extends ConfigOption {
  readonly apply?: boolean;
  readonly grant: string;
  readonly issuer?: string;
  readonly account?: string;
  readonly scopes?: string;
  readonly credentialsFile?: string;
  readonly takeOver?: boolean;
  readonly retireOld?: boolean;
  readonly json?: boolean;
}

/** Everything that one import works on. */
export interface ImportCall {
  readonly options: ImportOptions;
  readonly io: Io;
  readonly folder: SecretsFolder;
  readonly plan: ImportPlan;
  /** Signs of somebody else who refreshes the grant. */
  readonly signs: readonly string[];
}
