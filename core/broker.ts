import type { EvergrantEvent } from './event.ts';
import type { CredentialState } from './grant/state.ts';
import type { KeySet } from './rotate/set-key.ts';
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
  /**
   * A token valid for at least `minValidSeconds`; refreshes when it must, once for all who ask. Who names itself as
   * `consumer` is noted as having adopted what it fetched. Default: 60, or half the declared lifetime where that is less.
   */
  token(name: string, options: { minValidSeconds?: number; consumer?: string }): Promise<TokenResult>;
  /**
   * The token as soon as its fingerprint is another than `unlessFingerprint`; `unchanged` when it stayed the same for
   * `waitSeconds`. Where no token is in force it waits for one as long, then says why there is none.
   */
  awaitToken(name: string, wait: TokenWait): Promise<TokenResult | { readonly kind: 'unchanged' }>;
  /**
   * For a 401: another token than the one with this fingerprint, refreshed once for all who ask, or why there is none.
   * A token is never refreshed so soon after its issue that a resource which refuses every token could drive refreshes.
   */
  replaceToken(
    name: string,
    refused: { fingerprint: string; minValidSeconds: number; consumer?: string },
  ): Promise<TokenResult>;
  /** Refreshes a grant or the token of an agent now, unless the token in force has another fingerprint than the one named. */
  refresh(grant: string, options: { unlessFingerprint?: string }): Promise<RefreshResult>;
  /** Tells that a resource refused the token with this fingerprint; the broker finds out why. */
  reportRefusal(grant: string, refusal: Refusal): Promise<RefreshResult>;
  /**
   * A consumer proves which token of a sink it uses, by its fingerprint.
   *
   * @param sink name of a sink; or `token/NAME` for a token that was fetched or put into an environment
   * @throws Fault `UnknownSink`
   */
  acknowledge(sink: string, proof: Acknowledgement): Promise<AcknowledgeResult>;
  beginConsent(grant: string, options: { redirectUri: string }): Promise<ConsentBegun>;
  /** @param redirectUrl the whole address that the authorization server sent the browser to. */
  finishConsent(consentId: string, options: { redirectUrl: string }): Promise<ConsentResult>;
  /** Puts a key that a person made in force; one that its issuer refuses is not taken. @throws Fault `UnknownKey` */
  setKey(name: string, key: SecretText): Promise<KeySet>;
  /** Rotates an API key or a signing key: when it is due, now, or now and without an overlap. @throws Fault `UnknownKey` */
  rotateKey(name: string, options: { when: RotateWhen }): Promise<RotateResult>;
}

/** How long to wait for which token. */
export interface TokenWait {
  /** The token that the caller has; absent: any is new to it. */
  readonly unlessFingerprint?: string;
  readonly waitSeconds: number;
  readonly minValidSeconds?: number;
  readonly consumer?: string;
  /** Ends the wait, as its time does. */
  readonly signal?: AbortSignal;
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
  /** The command that repairs it; absent: `evergrant login GRANT`. */
  readonly remedy?: string;
  /** A token is made whenever somebody asks for one: to have none yet, or none any more, keeps nobody waiting. */
  readonly onDemand?: true;
}

/** A consumer was refused. Lines are redacted before they are sent. */
export interface Refusal {
  readonly fingerprint: string | null;
  readonly daemon: string;
  readonly evidence: readonly string[];
}

/** What a consumer says of the token that it uses. */
export interface Acknowledgement {
  /** First 12 hex digits of the SHA-256 of the access token. */
  readonly fingerprint: string;
  /** How the consumer calls itself; one name, one program in memory. 1 to 64 characters. */
  readonly consumer: string;
}

export type AcknowledgeResult =
  /** It is the one that was delivered last. */
  | { readonly kind: 'adopted'; readonly generation: number; readonly fingerprint: string }
  /** It was delivered before the last one, whose generation and fingerprint these are: read the sink again. */
  | { readonly kind: 'stale'; readonly generation: number; readonly fingerprint: string }
  /** Nothing of that fingerprint was delivered there, as far back as is known. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string; readonly remedy: string };

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

/** `emergency`: the old key ends as soon as the new one is delivered. */
export type RotateWhen = 'due' | 'now' | 'emergency';

export type RotateResult =
  /** Another key is in force. */
  | {
      readonly kind: 'rotated';
      readonly generation: number;
      readonly fingerprint: string;
      /** When the one before it ends; null: it has ended. */
      readonly previousEndsAt: Instant | null;
      /** Of a signing key only. */
      readonly signing?: SigningRotation;
    }
  /** Nothing was due. */
  | {
      readonly kind: 'fresh';
      readonly generation: number;
      readonly fingerprint: string;
      readonly dueAt: Instant | null;
    }
  | Unavailable;

/** What the rotation of a signing key means for its tokens. */
export interface SigningRotation {
  /** The new key, as tokens and verifiers name it. */
  readonly kid: string;
  /** From when on it signs: when verifiers can have fetched it. */
  readonly signsFrom: Instant;
  /** Tokens that verifiers take no more, after an emergency; each is replaced at once. */
  readonly ended: readonly EndedToken[];
}

export interface EndedToken {
  readonly token: string;
  readonly jti: string;
  readonly fingerprint: string;
  /** Until when it would have worked. */
  readonly expiresAt: Instant;
}

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
