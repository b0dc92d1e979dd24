import type {
  GrantView,
  RefreshResult,
  Refusal,
  RotateResult,
  RotateWhen,
  TokenResult,
  Unavailable,
} from '../../core/broker.ts';
import type { Milliseconds } from '../../core/time.ts';

/** What a broker does for the credentials of one kind. Each is named as the declaration names it. */
export interface CredentialDesk {
  /** Starts to keep them by itself. Without it, only what is asked for is done. */
  start(): void;
  /** Ends after what is under way. */
  stop(): Promise<void>;
  /** Is this one of its credentials? */
  has(name: string): boolean;
  /** As it is now, then at every change, until the signal aborts or the desk stops. */
  follow(name: string, signal: AbortSignal): AsyncIterable<GrantView>;
}

/** Credentials that consumers get tokens of. */
export interface ConsumerDesk extends CredentialDesk {
  /** A token that lives long enough; it is renewed when it must be. */
  token(wish: CredentialWish): Promise<TokenResult>;
  /**
   * A consumer was refused with the token of this fingerprint, and another is brought about if it can be.
   *
   * @returns why there is no other; undefined: ask for the token
   */
  replaceRefused(name: string, fingerprint: string): Promise<Unavailable | undefined>;
  /** A supervisor saw a consumer refused: the cause is found out. */
  reportRefusal(name: string, refusal: Refusal): Promise<RefreshResult>;
}

/** Credentials whose tokens can be renewed before their time. */
export interface RefreshDesk extends ConsumerDesk {
  /** @param unless the fingerprint of the only token that is to be replaced; null: whichever is in force */
  refresh(name: string, unless: string | null): Promise<RefreshResult>;
}

/** Credentials that are replaced by successors. */
export interface RotationDesk extends CredentialDesk {
  rotate(name: string, when: RotateWhen): Promise<RotateResult>;
}

/** A consumer's wish: this token of this credential, good for that long. */
export interface CredentialWish {
  readonly token: string;
  readonly credential: string;
  readonly minValid: Milliseconds;
}

/** The desk of a credential; of a name that none has, the first one, which says so and names those that it has. */
export function deskOf<D extends CredentialDesk>(name: string, desks: readonly [D, ...D[]]): D {
  return desks.find((desk) => desk.has(name)) ?? desks[0];
}
