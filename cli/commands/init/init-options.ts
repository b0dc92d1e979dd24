import type { ConfigOption } from '../../command.ts';

/** What was typed after `evergrant init`. */
export interface InitOptions extends ConfigOption {
  readonly deployment: string;
  readonly issuer?: string;
  readonly domain?: string;
  readonly grant?: string;
  readonly account?: string;
  readonly scopes?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly credentialsFile?: string;
  readonly sink?: readonly string[];
  readonly print?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}
