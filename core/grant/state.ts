import type { Instant, Milliseconds } from '../time.ts';
import type { Reason, VerdictClass } from '../verdict/verdict.ts';
import type { Settled } from './settled.ts';

/** What a settlement left behind. */
export type SupersededVersions = Pick<Settled, 'grantVersionId' | 'tokenVersionId'>;

/** The time-limited right to act on a grant. Time only makes its holder suspect; the fence guards sending. */
export interface Lock {
  readonly owner: string;
  readonly fence: number;
  /** After this instant the holder is suspect. */
  readonly until: Instant;
}

/** One exchange that was, or is about to be, sent. Recorded before the request leaves; at most one is open. */
export interface Intent {
  readonly id: string;
  /** The lock's fence under which it was recorded. */
  readonly fence: number;
  /** Fingerprint of the refresh token that it sends; empty: of none, or it is not known. */
  readonly sentFingerprint: string;
  readonly startedAt: Instant;
  /** The intent whose answer was lost and that this one repeats; the grace window counts from that one's start. */
  readonly retryOf?: RetryOf;
  /** Set when the sender knows that the answer is lost: the refresh token may be spent. */
  readonly lost?: { readonly at: Instant; readonly reason: Reason };
}

/** Names an intent whose answer was lost; the first one, if its repetitions were lost too. */
export interface RetryOf {
  readonly id: string;
  readonly startedAt: Instant;
}

/** What the classifier last said of this grant. */
export interface LastVerdict {
  readonly class: VerdictClass;
  readonly reason: Reason;
  readonly message: string;
  /** What a person has to do where the trouble is on our side of the exchange; absent: what its reason says. */
  readonly remedy?: string;
  readonly at: Instant;
}

/** Why nothing is sent until a person consents again. */
export interface Latch {
  readonly reason: Reason;
  readonly message: string;
  readonly since: Instant;
  /** The generation that was judged dead: a verdict on an older one latches nothing. */
  readonly generation: number;
}

/** The refresh token may be spent and no successor is known. */
export interface Unsettled {
  readonly since: Instant;
  readonly intentId: string;
  /** The first intent whose answer was lost: `intentId` itself, or the one that it repeated. Either may still come. */
  readonly retryOf?: RetryOf;
  /** When the one last try is made; null where a reuse would kill more than this grant. */
  readonly retryAt: Instant | null;
}

/** How often in a row a refresh failed without spending anything, and when the next try is due. */
export interface Backoff {
  readonly failures: number;
  readonly until: Instant;
  /** When the first of these failures was. */
  readonly since: Instant;
}

/**
 * The ledger item STATE of one grant. It never holds a secret.
 * Instants are the issuer's time: the local clock corrected by `clockOffset`.
 */
export interface GrantState {
  readonly schema: 1;
  /** True: it stands by a policy of its issuer, without consent and refresh token. Absent: by consent. */
  readonly standing?: true;
  readonly settled: Settled | null;
  /** Counts claims; a holder may send only under the fence that it drew. */
  readonly fence: number;
  readonly lock: Lock | null;
  readonly intent: Intent | null;
  readonly latch: Latch | null;
  readonly unsettled: Unsettled | null;
  readonly paused: boolean;
  readonly backoff: Backoff | null;
  readonly lastVerdict: LastVerdict | null;
  /** When to refresh next, its jitter drawn once. */
  readonly refreshAt: Instant;
  /** When the access token in force was issued and when it ends; null: the issuer did not say. */
  readonly issuedAt: Instant | null;
  readonly expiresAt: Instant | null;
  /** Fingerprint of the access token in force. */
  readonly fingerprint: string | null;
  /** End of the refresh token's life as the issuer stated it. */
  readonly refreshTokenExpiresAt: Instant | null;
  readonly consentedAt: Instant | null;
  /** Last time the issuer accepted the refresh token. */
  readonly lastUsedAt: Instant | null;
  /** Did the issuer ever send a successor? Decides recovery where the preset does not know. */
  readonly rotationSeen: boolean;
  readonly account: string | null;
  readonly scopes: readonly string[];
  /** Issuer's clock minus ours. */
  readonly clockOffset: Milliseconds;
  /** Highest generation known to be projected and delivered. */
  readonly announced: number;
  /** Versions of saved values that lost the settlement; kept, never revoked automatically. */
  readonly orphans: readonly string[];
  /** Versions that were in force once and whose successors are settled; they go once that is projected. */
  readonly superseded: readonly SupersededVersions[];
  /** Set when a consumer was refused with the access token in force. */
  readonly accessRefusedAt: Instant | null;
}

/** The words that `status` shows for a grant. */
export const CREDENTIAL_STATES = [
  'noGrant',
  'healthy',
  'refreshing',
  'backingOff',
  'unsettled',
  'consentRequired',
  'paused',
] as const;

export type CredentialState = (typeof CREDENTIAL_STATES)[number];

export function credentialState(state: GrantState): CredentialState {
  if (state.paused) return 'paused';
  if (state.latch) return 'consentRequired';
  if (!state.settled && !state.standing) return 'noGrant';
  if (state.unsettled) return 'unsettled';
  if (state.intent) return 'refreshing';
  if (state.backoff) return 'backingOff';
  // A grant that needs no consent is due from the moment it is declared.
  return state.settled ? 'healthy' : 'refreshing';
}

/** The state of a grant to which nobody consented yet. */
export const NO_GRANT: GrantState = {
  schema: 1,
  settled: null,
  fence: 0,
  lock: null,
  intent: null,
  latch: null,
  unsettled: null,
  paused: false,
  backoff: null,
  lastVerdict: null,
  refreshAt: 0,
  issuedAt: null,
  expiresAt: null,
  fingerprint: null,
  refreshTokenExpiresAt: null,
  consentedAt: null,
  lastUsedAt: null,
  rotationSeen: false,
  account: null,
  scopes: [],
  clockOffset: 0,
  announced: 0,
  orphans: [],
  superseded: [],
  accessRefusedAt: null,
};
