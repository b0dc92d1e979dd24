import type { Declaration } from '../../../core/config/declaration.ts';
import type { HostDeclaration } from '../../../core/config/host-declaration.ts';
import type { ConfigOption } from '../../command.ts';
import type { Io } from '../../io.ts';

export interface SshOptions extends ConfigOption {
  readonly instance?: string;
  readonly session?: boolean;
  readonly ipv6?: boolean;
  readonly print?: boolean;
  readonly json?: boolean;
}

/** What was typed, with the host that it is about. */
export interface SshRequest {
  readonly declaration: Declaration;
  readonly host: HostDeclaration;
  readonly words: readonly string[];
  readonly options: SshOptions;
  readonly io: Io;
}
