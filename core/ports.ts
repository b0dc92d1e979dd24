/**
 * Everything the flows of core need from outside. Each method is one outside step, so that tests can stop a flow
 * before and after every one of them. Each port has a contract test in test/support that all its adapters pass.
 */
import type { AgentTokenState } from './agent-token/state.ts';
import type { DaemonRecord } from './daemon/daemon-record.ts';
import type { DeliveryRecord } from './delivery/delivery-record.ts';
import type { EvergrantEvent } from './event.ts';
import type { Proof } from './grant/proof.ts';
import type { GrantState, Lock } from './grant/state.ts';
import type { HostReport } from './host/host-report.ts';
import type { Incident, IncidentNotice } from './incident/incident.ts';
import type { ClientAuthentication } from './issuer/endpoints.ts';
import type { TokenAnswer } from './issuer/token-answer.ts';
import type { KeyState } from './rotate/state.ts';
import type { SecretText } from './secret-text.ts';
import type { SigningKeyState } from './signing-key/state.ts';
import type { Instant, Milliseconds } from './time.ts';
import type { SecretKind } from './wire.ts';

/** Names of secrets: `grant/crew-sheets`, `token/sheets`, `client/crew`. Deployment prefixes are the adapter's business. */
export type SecretId = `${SecretKind}/${string}`;

/** Stage labels, spelled as AWS spells its own; ours for a saved and not yet settled grant is `EVERGRANT_NEXT`. */
export type StageLabel = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING' | 'EVERGRANT_NEXT';

/** Secret values as immutable versions with movable stage labels. */
export interface Secrets {
  /** @returns the value of exactly this version, or undefined. Never another version. Throws `SecretDamaged` when its checksum is wrong. */
  read(id: SecretId, versionId: string): Promise<SecretText | undefined>;
  /** The version that carries the label, or undefined. */
  labelled(id: SecretId, label: StageLabel): Promise<string | undefined>;
  /** All versions that are stored, in no order. */
  versions(id: SecretId): Promise<readonly string[]>;
  /** Proves that `put` of this version will find room and permission. Throws when it will not. Nothing is readable by it. */
  prepare(id: SecretId, versionId: string): Promise<void>;
  /**
   * Stores a version durably and puts the label on it. Storing the same value again is success; another value under
   * the same version throws `VersionTaken`.
   */
  put(id: SecretId, version: { versionId: string; value: SecretText; label: StageLabel }): Promise<void>;
  /**
   * Moves a label to a version if it stands on `from` now (undefined: on none). Throws `VersionNotFound` when that
   * version is not stored.
   * @returns false when it stood elsewhere.
   */
  move(id: SecretId, label: StageLabel, move: { to: string; from: string | undefined }): Promise<boolean>;
  /**
   * Deletes these versions where no label stands on them, and room that was prepared in vain. Nothing else goes.
   * @returns all versions that are stored then, in no order
   */
  prune(id: SecretId, superseded: readonly string[]): Promise<readonly string[]>;
}

/** The last refuge of an answer that could not be saved: another place, as secret as the first. */
export interface Spill {
  write(id: SecretId, versionId: string, value: SecretText): Promise<void>;
  read(id: SecretId, versionId: string): Promise<SecretText | undefined>;
  remove(id: SecretId, versionId: string): Promise<void>;
}

/** What the ledger holds, by kind of key. */
export interface LedgerItems {
  grant: GrantState;
  incident: Incident;
  delivery: DeliveryRecord;
  daemon: DaemonRecord;
  key: KeyState;
  signingKey: SigningKeyState;
  agentToken: AgentTokenState;
  /** By name of the host; of the aws engine only. */
  host: HostReport;
}

export type LedgerKind = keyof LedgerItems;

/** An item with the number of the write that made it; compare-and-swap goes by that number. */
export interface Stored<T> {
  readonly revision: number;
  readonly item: T;
}

/** State, locks and intents; never a secret. Reads are consistent: they see every write that returned. */
export interface Ledger {
  /** Throws `StateDamaged` for a grant whose newest state is lost: an older one may not know of a sent exchange. */
  read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined>;
  /**
   * Writes the item if the stored one still has this revision (0: if there is none).
   * @returns false when somebody else wrote first.
   */
  replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean>;
  /** For mending: the newest sound state of a grant, also where `read` throws. To replace it is to mend it. */
  lastGood(grant: string): Promise<Stored<GrantState> | undefined>;
}

/** A refresh to be sent, complete: which of the two is a property of the grant. */
export type RefreshRequest = RefreshTokenRequest | ProofRequest;

/** The refresh token of a consent (RFC 6749 section 6). */
export interface RefreshTokenRequest {
  readonly kind: 'refreshToken';
  readonly tokenEndpoint: string;
  readonly client: ClientAuthentication;
  readonly refreshToken: SecretText;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A proof of a standing grant. What proves it is made for this one request. */
export interface ProofRequest {
  readonly kind: 'proof';
  readonly tokenEndpoint: string;
  readonly proof: Proof;
  /** As the request writes them. */
  readonly scope: string;
  /** The issuer's time, which what is signed carries. */
  readonly at: Instant;
}

/** What introspection (RFC 7662) says of a refresh token; `unknown` when it could not be asked. */
export type Introspection = 'active' | 'inactive' | 'unknown';

/** The authorization server. Sends once, over a fresh connection, without retry or redirect; judging is core's. */
export interface Issuer {
  send(request: RefreshRequest): Promise<TokenAnswer>;
  introspect(request: RefreshTokenRequest & { introspectionEndpoint: string }): Promise<Introspection>;
}

export interface Clock {
  /** The local clock, uncorrected. */
  now(): Instant;
  sleep(span: Milliseconds): Promise<void>;
}

export interface Random {
  /** A fresh UUID. */
  id(): string;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/** Digests that name things. */
export interface Digest {
  /** First 12 hex digits of the SHA-256 of the text. */
  fingerprint(secret: SecretText): string;
  /** Name-based UUID, RFC 9562 section 5.5. */
  uuid5(namespace: string, name: string): string;
}

/** Tells this machine what happened. Never fails and never waits for a reader. */
export interface Announce {
  event(event: EvergrantEvent): void;
}

/** Puts a settled token where its consumers read it; returns when every sink was tried. */
export interface Delivery {
  deliver(grant: string, generation: number): Promise<void>;
}

/** Tells people. */
export interface Alert {
  /** Sends to every configured channel. Throws only when none took it. */
  notify(notice: IncidentNotice): Promise<void>;
}

/** Who this broker is, and whether another lock holder can still be at work. */
export interface Holder {
  readonly id: string;
  /** True when the holder of the lock is past its time, or known to be dead. */
  suspect(lock: Lock, now: Instant): boolean;
}

export interface Ports {
  readonly secrets: Secrets;
  readonly spill: Spill;
  readonly ledger: Ledger;
  readonly issuer: Issuer;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly announce: Announce;
  readonly delivery: Delivery;
  readonly alert: Alert;
  readonly holder: Holder;
}
