import type { Instant } from '../time.ts';

/**
 * What somebody wants of a look at a signing key. `tick`: what is due. `now`: a successor. `emergency`: a successor that
 * signs at once, and the keys before it end, with every token that they signed.
 */
export type SigningKeyDemand = 'tick' | 'now' | 'emergency';

/** A token that verifiers refuse from now on, because its key is published no longer. */
export interface DyingToken {
  /** The agent's token as it is declared. */
  readonly name: string;
  /** `jti`. */
  readonly id: string;
  readonly fingerprint: string;
  readonly expiresAt: Instant;
}

/** How a look at a signing key ended. */
export type SigningKeyOutcome =
  | {
      readonly kind: 'rotated';
      readonly generation: number;
      readonly kid: string;
      /** When it begins to sign: as soon as every verifier can know it. */
      readonly signsFrom: Instant;
      /** When the last of the keys before it is withdrawn; null: there is none, or it has gone already. */
      readonly previousEndsAt: Instant | null;
      /** After an emergency. */
      readonly dying: readonly DyingToken[];
    }
  /** Nothing was due, or what was due beside a rotation is done. */
  | { readonly kind: 'fresh' }
  /** Somebody else is at work. */
  | { readonly kind: 'busy' };
