import type { Preset, Reuse, Rotation } from '../issuer/preset.ts';
import type { SecretText } from '../secret-text.ts';
import type { Milliseconds } from '../time.ts';
import type { AgentTokenDeclaration } from './agent-token-declaration.ts';
import type { ApiKeyDeclaration } from './api-key-declaration.ts';
import type { Lint } from './lint.ts';
import type { SigningKeyDeclaration } from './signing-key-declaration.ts';

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

/** Where people are told. */
export type AlertChannel = LocalChannel | OpsSubscriber;

/** Told by the broker of one machine. */
export type LocalChannel =
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

/** Told by the ops topic of a deployment in AWS. */
export type OpsSubscriber =
  | { readonly kind: 'email'; readonly name: string; readonly address: string }
  | { readonly kind: 'https'; readonly name: string; readonly url: string }
  /** Through Amazon Q Developer in chat applications. */
  | {
      readonly kind: 'slackChannel';
      readonly name: string;
      readonly workspaceId: string;
      readonly channelId: string;
    };

export function isLocalChannel(channel: AlertChannel): channel is LocalChannel {
  return channel.kind === 'file' || channel.kind === 'webhook' || channel.kind === 'slack';
}

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

/** What is kept alive: a person's consent, or what a policy of the issuer gives to whoever proves to be its subject. */
export type GrantDeclaration =
  | ConsentGrant
  | ServiceAccountGrant
  | AwsFederationGrant
  | ClientCredentialsGrant;

/** A person's consent, and the refresh token that it left. */
export interface ConsentGrant extends GrantTerms {
  readonly kind: 'consent';
  readonly client: ClientDeclaration;
  /** Consent by another account is refused. undefined: any account may consent. */
  readonly account: string | undefined;
}

/** A service account of Google, proven by a key of its own (RFC 7523). */
export interface ServiceAccountGrant extends GrantTerms {
  readonly kind: 'service-account';
  /** Absolute. The JSON that Google offers for download. */
  readonly keyFile: string;
  /** The person that it acts for, by domain-wide delegation; undefined: itself. */
  readonly subject: string | undefined;
}

/** What Google gives to the AWS identity of this machine (Workload Identity Federation, RFC 8693). No secret is kept. */
export interface AwsFederationGrant extends GrantTerms {
  readonly kind: 'aws-federation';
  readonly federation:
    | {
        readonly kind: 'declared';
        /** Full resource name of the provider in the workload identity pool. */
        readonly audience: string;
        /** The service account that is acted as; undefined: the federated identity itself. */
        readonly serviceAccount: string | undefined;
      }
    /** Google's credential configuration of type `external_account`. The path is absolute. */
    | { readonly kind: 'credentialsFile'; readonly path: string };
}

/** What an issuer gives to a client for itself (RFC 6749 section 4.4). */
export interface ClientCredentialsGrant extends GrantTerms {
  readonly kind: 'client-credentials';
  readonly client: ClientDeclaration;
}

/** What holds for a grant of any kind. */
export interface GrantTerms {
  readonly name: string;
  /** In full, as the issuer spells them; what a preset adds at consent is not among them. */
  readonly scopes: readonly string[];
  /** Leads of warnings before a forecast end, longest first. */
  readonly warnBefore: readonly Milliseconds[];
  /** Part of a token's life after which it is refreshed, 0.05 to 0.95. */
  readonly refreshAfter: number;
  /** How often the grant is proven alive beside its refreshes; undefined: not at all. */
  readonly verifyEvery: Milliseconds | undefined;
}

/** What a token is of: `kind` tells. */
export type CredentialDeclaration = GrantDeclaration | ApiKeyDeclaration | AgentTokenDeclaration;

/** What consumers hold: a grant's short-lived token, an API key, or a token that we signed. */
export interface TokenDeclaration {
  readonly name: string;
  readonly credential: CredentialDeclaration;
  /** True when the user wrote none and the credential's own name stands for it. */
  readonly implicit: boolean;
}

/** A file that a token is delivered to. */
export interface SinkDeclaration {
  readonly name: string;
  readonly token: TokenDeclaration;
  /** Absolute. */
  readonly file: string;
  /** What is written into it. */
  readonly shape: SinkShape;
  /** Name of the user that owns the file; undefined: whoever owns it now, else whoever runs the broker. */
  readonly owner: string | undefined;
  /** Permission bits, as in 0o600; undefined: those of the file, which is somebody else's. */
  readonly mode: number | undefined;
  /** What is done after each delivery; undefined: nothing. */
  readonly afterDelivery: AfterDelivery | undefined;
  readonly adoption: AdoptionDeclaration;
}

/** The content of a sink's file: the whole of it, or a part of somebody else's. */
export type SinkShape =
  /** The token and nothing else. */
  | { readonly kind: 'raw' }
  /** An object with token, type and expiry. */
  | { readonly kind: 'access-token-json' }
  /** An object with these fields, in this order. */
  | { readonly kind: 'json'; readonly fields: SinkFields }
  /** What Google's own libraries read as an authorized user, with placeholders for what stays in the broker. */
  | { readonly kind: 'google-authorized-user' }
  /** Lines `NAME=value`; every other line of the file stays as it is. */
  | { readonly kind: 'dotenv'; readonly fields: SinkFields }
  /** Values at these places of a JSON file that is there, by JSON Pointer (RFC 6901); all else stays as it is. */
  | { readonly kind: 'patch'; readonly fields: SinkFields };

/** What stands under each name, or at each place. At least one is the token itself. */
export type SinkFields = ReadonlyMap<string, SinkField>;

/** One value. */
export type SinkField =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'instant'; readonly of: 'expiresAt' | 'issuedAt'; readonly format: InstantFormat }
  | { readonly kind: 'part'; readonly of: 'value' | 'type' | 'scope' | 'generation' | 'fingerprint' };

export type InstantFormat = 'iso' | 'epochSeconds' | 'epochMilliseconds';

/** What is done once a token lies in its sink. It is told the fingerprint and never the token. */
export type AfterDelivery =
  | {
      readonly kind: 'command';
      /** Program and arguments; no shell. */
      readonly command: readonly [string, ...string[]];
      /** A command that takes longer is ended and has failed. */
      readonly timeout: Milliseconds;
    }
  /** Sent to the process whose number this file holds. `pidFile` is absolute. */
  | { readonly kind: 'signal'; readonly signal: AfterDeliverySignal; readonly pidFile: string };

export const AFTER_DELIVERY_SIGNALS = ['HUP', 'USR1', 'USR2', 'TERM'] as const;

export type AfterDeliverySignal = (typeof AFTER_DELIVERY_SIGNALS)[number];

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

/** How it is found out whether consumers use what was delivered. */
export interface AdoptionDeclaration {
  /** A consumer that proves an older token for longer than this after a delivery is stale in memory. */
  readonly within: Milliseconds;
  /** Prints the fingerprint that the consumer uses; undefined: consumers acknowledge by themselves, or cannot. */
  readonly probe: readonly [string, ...string[]] | undefined;
}

/** A token that a daemon gets without a file. */
export type TokenUse =
  /** Put into its environment when it is started; a process that runs never sees a newer one. */
  | { readonly via: 'environment'; readonly token: TokenDeclaration; readonly variable: string }
  /** Fetched by the daemon itself from the control socket. */
  | { readonly via: 'socket'; readonly token: TokenDeclaration };

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
  /** The sinks that it reads. */
  readonly uses: readonly SinkDeclaration[];
  /** The tokens that it gets without one. */
  readonly tokens: readonly TokenUse[];
  /** Set: a kept-running daemon is started anew for each new token, with this long to end its work after TERM. */
  readonly restart: { readonly drain: Milliseconds } | undefined;
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
  readonly tokens: readonly TokenUse[];
}
