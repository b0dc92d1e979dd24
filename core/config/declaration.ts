import type { AgentTokenDeclaration } from './agent-token-declaration.ts';
import type { AlertChannel } from './alert-channel.ts';
import type { ApiKeyDeclaration } from './api-key-declaration.ts';
import type { ClientDeclaration } from './client-declaration.ts';
import type { DaemonDeclaration } from './daemon-declaration.ts';
import type { GrantDeclaration } from './grant-declaration.ts';
import type { HostDeclaration } from './host-declaration.ts';
import type { Lint } from './lint.ts';
import type { SigningKeyDeclaration } from './signing-key-declaration.ts';
import type { SinkDeclaration } from './sink-declaration.ts';
import type { TokenDeclaration } from './token-declaration.ts';

/**
 * What `evergrant.yaml` says, ready for use: every default filled in, every span in milliseconds, every path
 * absolute, every reference replaced by what it names. Maps are keyed by the names that users wrote.
 */
export interface Declaration {
  /** Prefix of every name outside: `evergrant/<deployment>/…`. */
  readonly deployment: string;
  readonly engine: Engine;
  /** Channels beside the terminal, which `evergrant up` always writes to. */
  readonly alerts: ReadonlyMap<string, AlertChannel>;
  readonly clients: ReadonlyMap<string, ClientDeclaration>;
  readonly grants: ReadonlyMap<string, GrantDeclaration>;
  readonly apiKeys: ReadonlyMap<string, ApiKeyDeclaration>;
  readonly signingKeys: ReadonlyMap<string, SigningKeyDeclaration>;
  /** The tokens that we sign ourselves; each is a credential of its own. */
  readonly agentTokens: ReadonlyMap<string, AgentTokenDeclaration>;
  /** Declared tokens, and one of its own name for each grant and API key that no token names; none for a key that only manages others. */
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly sinks: ReadonlyMap<string, SinkDeclaration>;
  readonly daemons: ReadonlyMap<string, DaemonDeclaration>;
  /** The machines that consumers run on; empty with the machine engine, and where none is declared. */
  readonly hosts: ReadonlyMap<string, HostDeclaration>;
  /** An endpoint that answers Google's own libraries as their metadata server does; undefined: none. */
  readonly metadata: MetadataDeclaration | undefined;
  /** A socket on which programs of other users get tokens and nothing else; undefined: none. */
  readonly tokenSocket: TokenSocketDeclaration | undefined;
  /** Where the public halves of the signing keys are served; undefined: nowhere. */
  readonly web: WebDeclaration | undefined;
  /** What works and is likely not meant, or cannot be foreseen. Never stops a command. */
  readonly lints: readonly Lint[];
}

/** Where grants are kept and refreshed. */
export type Engine = MachineEngine | AwsEngine;

export interface MachineEngine {
  readonly kind: 'machine';
  /** Absolute. Holds secrets and ledger; 0700. */
  readonly stateDirectory: string;
  /** True when the user named none: then the directories above it are made as well. A named one may be misspelt. */
  readonly isDefault: boolean;
}

export interface AwsEngine {
  readonly kind: 'aws';
  readonly region: string;
  /** 12 digits; undefined: the account of whoever calls. */
  readonly account: string | undefined;
}

/** What `evergrant up` serves on loopback for `GCE_METADATA_HOST`. */
export interface MetadataDeclaration {
  /** `127.0.0.1` or `::1`. */
  readonly host: string;
  readonly port: number;
  /** The token that it hands out, as that of the default service account. */
  readonly token: TokenDeclaration;
  /** Google Cloud project that it names; undefined: it answers 404 for it. */
  readonly project: string | undefined;
  /** User ids that may ask beside the broker's own. */
  readonly users: readonly number[];
}

/** What `evergrant up` serves to verifiers, on loopback. */
export interface WebDeclaration {
  /** `127.0.0.1` or `::1`. */
  readonly host: string;
  readonly port: number;
}

/** What `evergrant up` serves beside the control socket, for programs of other users. */
export interface TokenSocketDeclaration {
  /** Absolute. */
  readonly path: string;
  /** True when the user named no path: then its directory is made as well. A named one may be misspelt. */
  readonly isDefault: boolean;
  /** Name or number of the group whose members may connect. */
  readonly group: string;
  /** The tokens that are served on it, never empty. */
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
}
