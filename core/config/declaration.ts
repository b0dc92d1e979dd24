import type { Preset, Reuse, Rotation } from '../issuer/preset.ts';
import type { SecretText } from '../secret-text.ts';
import type { Milliseconds } from '../time.ts';
import type { Lint } from './lint.ts';

/**
 * What `evergrant.yaml` says, ready for use: every default filled in, every span in milliseconds, every path
 * absolute, every reference replaced by what it names. Maps are keyed by the names that users wrote.
 */
export interface Declaration {
  /** Prefix of every name outside: `evergrant/<deployment>/…`. */
  readonly deployment: string;
  readonly engine: MachineEngine;
  /** Channels beside the terminal, which `evergrant up` always writes to. */
  readonly alerts: ReadonlyMap<string, AlertChannel>;
  readonly clients: ReadonlyMap<string, ClientDeclaration>;
  readonly grants: ReadonlyMap<string, GrantDeclaration>;
  /** Declared tokens, and one of the grant's name for each grant that no token names. */
  readonly tokens: ReadonlyMap<string, TokenDeclaration>;
  readonly sinks: ReadonlyMap<string, SinkDeclaration>;
  readonly daemons: ReadonlyMap<string, DaemonDeclaration>;
  /** What works and is likely not meant, or cannot be foreseen. Never stops a command. */
  readonly lints: readonly Lint[];
}

export interface MachineEngine {
  readonly kind: 'machine';
  /** Absolute. Holds secrets and ledger; 0700. */
  readonly stateDirectory: string;
}

/** Where people are told. */
export type AlertChannel =
  | {
      readonly kind: 'file';
      readonly name: string;
      /** JSON Lines; opened for append only. */
      readonly path: string;
      /** More failures of a daemon in a row than this bring a CRITICAL record. */
      readonly after: number;
    }
  /** Both get the same body, which Slack's incoming webhooks accept. */
  | { readonly kind: 'webhook' | 'slack'; readonly name: string; readonly url: WebhookUrl };

/** A webhook address lets its holder write to the channel, so it is kept like a secret. */
export type WebhookUrl =
  | { readonly kind: 'literal'; readonly url: SecretText }
  | { readonly kind: 'file'; readonly path: string };

/** A client (RFC 6749 section 2) at one issuer. */
export interface ClientDeclaration {
  readonly name: string;
  readonly issuer: IssuerDeclaration;
  readonly credentials: ClientCredentials;
  /** Overrides the method of preset or discovery document. */
  readonly authentication: ClientAuthenticationMethod | undefined;
  /** `installed`: consent comes back to a loopback address; `web`: to a registered one. */
  readonly type: 'installed' | 'web';
  /** Google's word for it; a grant of a client in `testing` ends after 7 days. undefined: the user did not say. */
  readonly publishingStatus: 'testing' | 'production' | undefined;
  /** Added to every request to the token endpoint. Never a secret. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type ClientAuthenticationMethod = 'client_secret_post' | 'client_secret_basic' | 'none';

/** Where client id and secret are; the secret is read when it is needed and never held here. */
export type ClientCredentials =
  | { readonly kind: 'public'; readonly clientId: string }
  | { readonly kind: 'secretFile'; readonly clientId: string; readonly path: string }
  | { readonly kind: 'environment'; readonly clientId: string; readonly variable: string }
  /** Google's download: `{"installed": {"client_id": …}}` or `{"web": …}`. */
  | { readonly kind: 'credentialsFile'; readonly path: string };

/** The authorization server of a client: a base and what the user knows better. */
export interface IssuerDeclaration {
  readonly base:
    | { readonly kind: 'preset'; readonly preset: Preset }
    /** Address of a metadata document (RFC 8414, OpenID Connect Discovery) or the issuer identifier before it. */
    | { readonly kind: 'discovery'; readonly url: string }
    | {
        readonly kind: 'explicit';
        readonly authorizationEndpoint: string;
        readonly tokenEndpoint: string;
      };
  readonly overrides: IssuerOverrides;
}

/** Facts that win over preset and discovery document. An absent key overrides nothing. */
export interface IssuerOverrides {
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
  readonly tokenEndpoint?: string;
  readonly revocationEndpoint?: string;
  readonly introspectionEndpoint?: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly pkce?: boolean;
  readonly scopeSeparator?: ' ' | ',';
  readonly accessTokenLife?: Milliseconds;
  readonly rotation?: Rotation;
  readonly reuse?: Reuse;
  readonly refreshEndsAccessToken?: boolean;
  /** A grant ends this long after consent, however it is used. */
  readonly grantLife?: Milliseconds;
  /** A grant ends when it is not used for this long. */
  readonly idleLife?: Milliseconds;
  /** Claim of the ID token that names the account. */
  readonly accountClaim?: string;
}

/** One consent that is kept alive. */
export interface GrantDeclaration {
  readonly name: string;
  readonly client: ClientDeclaration;
  /** Consent by another account is refused. undefined: any account may consent. */
  readonly account: string | undefined;
  /** In full, as the issuer spells them; what a preset adds at consent is not among them. */
  readonly scopes: readonly string[];
  /** Leads of warnings before a forecast end, longest first. */
  readonly warnBefore: readonly Milliseconds[];
  /** Part of a token's life after which it is refreshed, 0.05 to 0.95. */
  readonly refreshAfter: number;
  /** How often the grant is proven alive beside its refreshes; undefined: not at all. */
  readonly verifyEvery: Milliseconds | undefined;
}

/** A short-lived token that consumers hold. */
export interface TokenDeclaration {
  readonly name: string;
  readonly grant: GrantDeclaration;
  /** True when the user wrote none and the grant's own name stands for it. */
  readonly implicit: boolean;
}

/** A file that a token is delivered to. */
export interface SinkDeclaration {
  readonly name: string;
  readonly token: TokenDeclaration;
  /** Absolute. */
  readonly file: string;
  /** `raw`: the token and nothing else; `access-token-json`: an object with token, type and expiry. */
  readonly shape: SinkShape;
  /** Name of the user that owns the file; undefined: whoever runs the broker. */
  readonly owner: string | undefined;
  /** Permission bits, as in 0o600. */
  readonly mode: number;
}

export type SinkShape = 'raw' | 'access-token-json';

/** A program that uses tokens. */
export type DaemonDeclaration = SupervisedDaemon | ExternalDaemon;

/** Run by `evergrant run NAME`. */
export interface SupervisedDaemon {
  readonly kind: 'supervised';
  readonly name: string;
  /** Program and arguments; no shell. */
  readonly command: readonly [string, ...string[]];
  readonly schedule:
    | { readonly kind: 'every'; readonly interval: Milliseconds }
    | { readonly kind: 'keepRunning' };
  readonly uses: readonly SinkDeclaration[];
  readonly onFailure: {
    /** Failures in a row that still keep the declared interval. */
    readonly after: number;
    /** Intervals after that, in order; the last one repeats. Never empty. */
    readonly backoff: readonly Milliseconds[];
  };
  /** An exit that is a limit and not a failure: this code and an output line that holds this text. */
  readonly limitReached: { readonly exitCode: number; readonly log: string } | undefined;
  /** Absolute; undefined: where `evergrant run` was started. */
  readonly workingDirectory: string | undefined;
  /** Added to the environment of `evergrant run`. */
  readonly environment: Readonly<Record<string, string>>;
  /** A run that takes longer is ended and counts as failed; undefined: no limit. */
  readonly timeout: Milliseconds | undefined;
}

/** Started by somebody else; known so that incidents name it. */
export interface ExternalDaemon {
  readonly kind: 'external';
  readonly name: string;
  readonly uses: readonly SinkDeclaration[];
}
