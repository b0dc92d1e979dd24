import type { AgentTokenWord } from './agent-token/state.ts';
import type { RenewalPolicy } from './config/agent-token-declaration.ts';
import type { CredentialState } from './grant/state.ts';
import type { HostAdoption } from './host/reported-delivery.ts';
import type { Severity } from './incident/incident.ts';
import type { KeyWord } from './rotate/state.ts';
import type { SigningAlgorithm } from './signing-key/algorithm.ts';
import type { SigningKeyWord } from './signing-key/state.ts';

/**
 * What `evergrant status --json` prints and the control socket answers. Instants are ISO 8601 text; nothing in it is
 * secret. Fields are only ever added.
 */
export interface StatusDocument {
  readonly schema: 1;
  readonly at: string;
  readonly deployment: string;
  readonly broker: BrokerStatus;
  /** The declared token socket; null: none is declared. */
  readonly tokenSocket: TokenSocketStatus | null;
  readonly credentials: readonly CredentialStatus[];
  readonly apiKeys: readonly ApiKeyStatus[];
  readonly signingKeys: readonly SigningKeyStatus[];
  readonly agentTokens: readonly AgentTokenStatus[];
  readonly daemons: readonly DaemonStatus[];
  /** Of the aws engine: each declared host as it last reported. Empty on a machine. */
  readonly hosts: readonly HostStatus[];
  /** Things a person should know that concern no single credential: clock off, state damaged. */
  readonly findings: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
}

/** Who keeps the grants. Without a broker the rest is what the ledger says, and nobody refreshes. */
export type BrokerStatus =
  | { readonly running: true; readonly pid: number; readonly since: string; readonly version: string }
  | { readonly running: false }
  | BrokerFunction;

/** The broker of a deployment in AWS: no process, but a function that wakes once a minute. */
export interface BrokerFunction {
  /** Was a beat of it seen lately? */
  readonly running: boolean;
  readonly function: string;
  /** When it last woke; null: not within the last minutes, or its log group cannot be read from here. */
  readonly lastBeatAt: string | null;
}

/** Where programs of other users get tokens. */
export interface TokenSocketStatus {
  readonly path: string;
  readonly group: string;
  readonly tokens: readonly string[];
  /** Does a broker run that serves it, and does a socket lie there? */
  readonly open: boolean;
}

export interface CredentialStatus {
  readonly name: string;
  readonly kind: 'grant';
  /** True: it stands by a policy of its issuer and needs no login. */
  readonly standing: boolean;
  readonly state: CredentialState;
  readonly issuer: string;
  readonly account: string | null;
  readonly scopes: readonly string[];
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly expiresAt: string | null;
  /** Life left of the access token; null: not known. */
  readonly secondsLeft: number | null;
  readonly refreshAt: string | null;
  readonly consentedAt: string | null;
  readonly forecast: {
    readonly endsAt: string | null;
    readonly basis: string;
    readonly because: string;
  };
  readonly lastVerdict: {
    readonly class: string;
    readonly reason: string;
    readonly message: string;
    readonly at: string;
  } | null;
  readonly consecutiveFailures: number;
  readonly deliveries: readonly DeliveryStatus[];
  readonly incident: {
    readonly severity: Severity;
    readonly reason: string;
    readonly message: string;
    readonly remedy: string;
    readonly openedAt: string;
  } | null;
}

/** A key that lives until somebody ends it. */
export interface ApiKeyStatus {
  readonly name: string;
  readonly kind: 'apiKey';
  readonly state: KeyWord;
  /** Who makes its successors; null: a person. */
  readonly issuer: string | null;
  /** The key that manages it; null: itself, or none. */
  readonly managedBy: string | null;
  readonly scopes: readonly string[];
  readonly generation: number;
  readonly fingerprint: string | null;
  /** Since when it is in force. */
  readonly since: string | null;
  readonly ageSeconds: number | null;
  /** When it is rotated next; null: a person replaces it. */
  readonly rotateAt: string | null;
  /** When a person is asked to replace it; null: never. */
  readonly warnAt: string | null;
  /** When its issuer last accepted it. */
  readonly verifiedAt: string | null;
  /** Keys before it that still work at the issuer. */
  readonly retiring: readonly {
    readonly generation: number;
    readonly fingerprint: string;
    readonly endsAt: string;
  }[];
  readonly lastVerdict: CredentialStatus['lastVerdict'];
  readonly consecutiveFailures: number;
  readonly deliveries: readonly DeliveryStatus[];
  readonly incident: CredentialStatus['incident'];
}

/** A key pair of ours that signs the tokens of agents. */
export interface SigningKeyStatus {
  readonly name: string;
  readonly kind: 'signingKey';
  readonly state: SigningKeyWord;
  readonly algorithm: SigningAlgorithm;
  readonly issuer: string;
  /** The one that signs now; null: there is none yet. */
  readonly kid: string | null;
  readonly generation: number;
  /** Since when it signs. */
  readonly since: string | null;
  readonly rotateAt: string | null;
  /** What verifiers find now, oldest first. */
  readonly published: readonly PublishedKeyStatus[];
  readonly incident: CredentialStatus['incident'];
}

export interface PublishedKeyStatus {
  readonly kid: string;
  readonly generation: number;
  readonly publishedAt: string;
  /** From when on it signs; null: it is being tested. */
  readonly signsFrom: string | null;
  /** When it goes; null: not before it has a successor. */
  readonly withdrawAt: string | null;
}

/** The tokens of one agent, which we sign. */
export interface AgentTokenStatus {
  readonly name: string;
  readonly kind: 'agentToken';
  readonly state: AgentTokenWord;
  /** The signing key. */
  readonly key: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: readonly string[];
  readonly renew: RenewalPolicy;
  readonly generation: number;
  readonly fingerprint: string | null;
  /** `jti` of the token in force. */
  readonly jti: string | null;
  readonly kid: string | null;
  readonly issuedAt: string | null;
  readonly expiresAt: string | null;
  readonly secondsLeft: number | null;
  /** When it is renewed by itself; null: when somebody uses it. */
  readonly renewAt: string | null;
  /** To the minute; null: never. */
  readonly lastUsedAt: string | null;
  readonly deliveries: readonly DeliveryStatus[];
  readonly incident: CredentialStatus['incident'];
}

export interface DeliveryStatus {
  readonly sink: string;
  readonly target: string;
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: string | null;
  readonly adoption: 'adopted' | 'delivered' | 'unobservable';
  readonly adoptedAt: string | null;
  /** Each consumer that proved which token it uses. */
  readonly consumers: readonly ConsumerStatus[];
  /** What is declared to follow a delivery; null: nothing is due, or it is done. */
  readonly followUp: {
    readonly failures: number;
    readonly error: string | null;
    readonly nextAt: string;
  } | null;
  readonly error: string | null;
}

/** What a consumer proved last. `delivered`: an older token than the one that lies in the sink. */
export interface ConsumerStatus {
  readonly consumer: string;
  readonly adoption: 'adopted' | 'delivered' | 'stale';
  readonly generation: number | null;
  readonly fingerprint: string;
  readonly provenAt: string;
  readonly how: 'acknowledged' | 'fetched' | 'probed' | 'refused';
}

export interface DaemonStatus {
  readonly name: string;
  readonly state: 'idle' | 'running' | 'held' | 'backingOff' | 'unknown';
  readonly consecutiveFailures: number;
  readonly intervalSeconds: number | null;
  readonly nextRunAt: string | null;
  readonly lastRun: {
    readonly kind: string;
    readonly at: string;
    readonly exitCode: number | null;
    readonly reason: string | null;
  } | null;
  readonly limitsReached: number;
}

/** A host by its own last word. */
export interface HostStatus {
  readonly name: string;
  readonly kind: 'ec2' | 'lightsail' | 'external';
  /** `silent`: not heard of for 15 minutes. */
  readonly state: 'reporting' | 'silent' | 'neverReported';
  readonly lastReportAt: string | null;
  /** Start of its daemon. */
  readonly startedAt: string | null;
  /** First 12 hex digits of the SHA-256 of what runs there; null: not known. */
  readonly release: string | null;
  readonly version: string | null;
  /** The role by which it is known to AWS. */
  readonly identity: string | null;
  readonly deliveries: readonly HostDeliveryStatus[];
  readonly daemons: readonly HostDaemonStatus[];
  /** What its last self-test found wrong; null: none was run. */
  readonly selfTest: {
    readonly at: string;
    readonly failed: readonly HostCheckStatus[];
    readonly warned: readonly HostCheckStatus[];
  } | null;
  readonly findings: StatusDocument['findings'];
}

/** A token in a file of a host. */
export interface HostDeliveryStatus {
  readonly sink: string;
  readonly token: string;
  readonly target: string;
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: string | null;
  readonly adoption: HostAdoption;
  readonly adoptedAt: string | null;
  readonly error: string | null;
  readonly remedy: string | null;
}

export interface HostDaemonStatus {
  readonly name: string;
  readonly kind: 'supervised' | 'watched';
  readonly state: DaemonStatus['state'];
  readonly consecutiveFailures: number;
  readonly lastRun: DaemonStatus['lastRun'];
}

export interface HostCheckStatus {
  readonly name: string;
  readonly message: string;
  readonly remedy: string | null;
}
