import type { Instant, Milliseconds } from '../time.ts';
import type { PublicJwk } from './public-jwk.ts';

/** A key of the set that verifiers fetch. */
export interface PublishedKey {
  readonly generation: number;
  /** The intent that made it. */
  readonly intentId: string;
  /** Its private half, in the secret `key/NAME`. */
  readonly versionId: string;
  readonly publicKey: PublicJwk;
  readonly publishedAt: Instant;
  /** From when on it signs, unless a newer one does; null: it is published and not promoted yet. */
  readonly signsFrom: Instant | null;
  /** When the last token that it signed has expired, and it goes; null: it still signs, or will. */
  readonly withdrawAt: Instant | null;
}

/** A successor on its way: intent and lock in one. Whoever finds its owner gone goes on where that one stopped. */
export interface OpenKeyRotation {
  readonly id: string;
  /** Where its key lies, or will lie, in the secret `key/NAME`. */
  readonly versionId: string;
  readonly owner: string;
  readonly fence: number;
  /** After this instant the owner is suspect. */
  readonly until: Instant;
  readonly startedAt: Instant;
  /** The keys before it go at once. */
  readonly urgent: boolean;
}

/** The ledger item of one signing key. It never holds a secret. */
export interface SigningKeyState {
  readonly schema: 1;
  /** Counts claims of a rotation. */
  readonly fence: number;
  /** Oldest first. */
  readonly published: readonly PublishedKey[];
  readonly rotation: OpenKeyRotation | null;
  /** When the next rotation is due, its jitter drawn once; null: there is no key yet. */
  readonly rotateAt: Instant | null;
  /** A person asked for a rotation that has not succeeded yet. */
  readonly wanted: 'now' | 'emergency' | null;
  /** Longest life of a token that a published key may have signed. Raised before such a token is signed. */
  readonly longestLife: Milliseconds;
  /** Highest generation whose label is known to stand. */
  readonly announced: number;
  /** Versions of keys that were withdrawn and are still stored. */
  readonly superseded: readonly string[];
}

/** The state of a signing key before its first look. */
export const NO_SIGNING_KEY: SigningKeyState = {
  schema: 1,
  fence: 0,
  published: [],
  rotation: null,
  rotateAt: null,
  wanted: null,
  longestLife: 0,
  announced: 0,
  superseded: [],
};

/** The words that `status` shows for a signing key. */
export const SIGNING_KEY_STATES = ['noKey', 'healthy', 'rotating'] as const;

export type SigningKeyWord = (typeof SIGNING_KEY_STATES)[number];
