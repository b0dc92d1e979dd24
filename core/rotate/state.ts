import type { Backoff, LastVerdict } from '../grant/state.ts';
import type { Instant } from '../time.ts';
import type { Reason } from '../verdict/verdict.ts';

/** The key in force. */
export interface SettledKey {
  readonly generation: number;
  /** The intent that made it; a key that a person set has one of its own. */
  readonly intentId: string;
  readonly versionId: string;
  readonly tokenVersionId: string;
  /** How the issuer calls the key; null: not known, as of a key without a rotator. */
  readonly keyId: string | null;
  /** First 12 hex digits of the key's SHA-256. */
  readonly fingerprint: string;
  /** Since when it is in force. */
  readonly since: Instant;
  readonly origin: 'person' | 'rotation';
}

/** A successor on its way. It is recorded before the issuer is asked for one, and is intent and lock in one. */
export interface OpenRotation {
  readonly id: string;
  /** What the made key is called at the issuer; it carries the id, so that the key can be found again. */
  readonly name: string;
  readonly owner: string;
  readonly fence: number;
  /** After this instant the owner is suspect. */
  readonly until: Instant;
  readonly startedAt: Instant;
  /** The old key goes as soon as the new one is delivered. */
  readonly urgent: boolean;
}

/** A key that was in force and still works at the issuer until its overlap is over. */
export interface RetiringKey {
  readonly keyId: string;
  readonly generation: number;
  readonly fingerprint: string;
  readonly deleteAfter: Instant;
  /** Not looked at before: somebody still used it, or a sink still held it. */
  readonly lookAt: Instant;
  /** It goes whether or not consumers still use it. */
  readonly urgent: boolean;
}

/** A rotation was given up whose key may exist at the issuer: it is looked for by name, and deleted. */
export interface StrayKey {
  readonly name: string;
  readonly since: Instant;
  readonly lookAt: Instant;
}

/** The issuer refused the key in force, so no consumer can use it. Cleared by a test that succeeds and by a new key. */
export interface KeyRefusal {
  readonly reason: Reason;
  readonly message: string;
  readonly since: Instant;
}

/** The ledger item KEY of one API key. It never holds a secret. */
export interface KeyState {
  readonly schema: 1;
  readonly settled: SettledKey | null;
  /** Counts claims of a rotation. */
  readonly fence: number;
  readonly rotation: OpenRotation | null;
  readonly refusal: KeyRefusal | null;
  readonly backoff: Backoff | null;
  readonly lastVerdict: LastVerdict | null;
  /** When the next rotation is due, its jitter drawn once; null: a person replaces this key. */
  readonly rotateAt: Instant | null;
  /** A person asked for a rotation that has not succeeded yet. */
  readonly wanted: 'now' | 'emergency' | null;
  /** When the issuer last accepted the key in force, and when it is asked again; null: never. */
  readonly verifiedAt: Instant | null;
  readonly verifyAt: Instant | null;
  readonly retiring: readonly RetiringKey[];
  readonly strays: readonly StrayKey[];
  /** What the key in force may do, as the issuer said. */
  readonly scopes: readonly string[];
  /** Highest generation known to be projected and delivered. */
  readonly announced: number;
  /** Versions that were in force; they go once their successors are delivered. */
  readonly superseded: readonly Pick<SettledKey, 'versionId' | 'tokenVersionId'>[];
  /** Set when a consumer was refused with the key in force. */
  readonly consumerRefusedAt: Instant | null;
}

/** The words that `status` shows for an API key. */
export const KEY_STATES = ['noKey', 'healthy', 'rotating', 'backingOff', 'refused'] as const;

export type KeyWord = (typeof KEY_STATES)[number];

export function keyWord(state: KeyState): KeyWord {
  if (!state.settled) return 'noKey';
  if (state.refusal) return 'refused';
  if (state.backoff) return 'backingOff';
  return state.rotation ? 'rotating' : 'healthy';
}

/** The state of an API key that nobody has set yet. */
export const NO_KEY: KeyState = {
  schema: 1,
  settled: null,
  fence: 0,
  rotation: null,
  refusal: null,
  backoff: null,
  lastVerdict: null,
  rotateAt: null,
  wanted: null,
  verifiedAt: null,
  verifyAt: null,
  retiring: [],
  strays: [],
  scopes: [],
  announced: 0,
  superseded: [],
  consumerRefusedAt: null,
};
