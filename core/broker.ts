import type { EvergrantEvent } from './event.ts';
import type { CredentialState } from './grant/state.ts';
import type { SecretText } from './secret-text.ts';
import type { StatusDocument } from './status.ts';
import type { Instant } from './time.ts';

/**
 * What a broker does for everybody else. The process that holds the grants implements it; the control socket carries
 * it, so that a command does not know which of the two it speaks to.
 */
export interface Broker {
  status(): Promise<StatusDocument>;
  /** Events as they happen, the last ones first when `recent` is set. Ends when the signal aborts or the broker stops. */
  events(options: { recent?: number; signal: AbortSignal }): AsyncIterable<EvergrantEvent>;
  /** The grants named, at once as they are and then at every change. Ends as `events` does. */
  follow(grants: readonly string[], signal: AbortSignal): AsyncIterable<GrantView>;
  /** A token valid for at least `minValidSeconds`; refreshes when it must, once for all who ask. */
  token(name: string, options: { minValidSeconds: number }): Promise<TokenResult>;
  /** Refreshes now, unless the token in force has another fingerprint than the one named. */
  refresh(grant: string, options: { unlessFingerprint?: string }): Promise<RefreshResult>;
  /** Tells that a resource refused the token with this fingerprint; the broker finds out why. */
  reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult>;
  beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun>;
  /** @param redirectUrl the whole address that the authorization server sent the browser to. */
  finishConsent(consentId: string, options: { redirectUrl: string }): Promise<ConsentResult>;
}

/** What a follower of a grant needs to know. */
export interface GrantView {
  readonly grant: string;
  readonly state: CredentialState;
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly expiresAt: Instant | null;
  /** Why it is latched; null when it is not. */
  readonly latch: { readonly reason: string; readonly message: string } | null;
}

/** A consumer was refused. Lines are redacted before they are sent. */
export interface Refusal {
  readonly fingerprint: string | null;
  readonly daemon: string;
  readonly evidence: readonly string[];
}

export type TokenResult =
  | {
      readonly kind: 'token';
      readonly accessToken: SecretText;
      readonly expiresAt: Instant | null;
      readonly generation: number;
      readonly fingerprint: string;
    }
  | Unavailable;

/** No token can be had: what is wrong and what repairs it. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  /** Would asking again later help without anybody doing anything? */
  readonly retryable: boolean;
}

export type RefreshResult =
  /** A new generation is in force. */
  | { readonly kind: 'refreshed'; readonly generation: number; readonly fingerprint: string }
  /** Nothing was sent: the token in force is another one, or fresh enough. */
  | { readonly kind: 'fresh'; readonly generation: number; readonly fingerprint: string | null }
  | Unavailable;

export interface ConsentBegun {
  readonly consentId: string;
  readonly authorizationUrl: string;
  readonly scopes: readonly string[];
  readonly expectedAccount: string | null;
}

export type ConsentResult =
  | {
      readonly kind: 'settled';
      readonly grant: string;
      readonly generation: number;
      readonly account: string | null;
      readonly scopes: readonly string[];
    }
  /** The grant that was there stays as it was. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string; readonly remedy: string };
