/**
 * The nine meanings that an answer, an error or a log line can have.
 *
 * - `ok`: it worked.
 * - `permanent_reauth`: a person must consent (or sign in) again.
 * - `client_misconfigured`: the client, key or request is wrong; consent does not help.
 * - `insufficient_scope`: the token is good and may not do this.
 * - `rate_limited`: asked too often; the credential is good.
 * - `transient`: it passes, or one refresh cures it.
 * - `clock_skew`: a clock is wrong.
 * - `not_auth`: it has nothing to do with credentials.
 * - `ambiguous`: this evidence alone cannot decide; probe before telling a person.
 */
export const VERDICT_CLASSES = [
  'ok',
  'permanent_reauth',
  'client_misconfigured',
  'insufficient_scope',
  'rate_limited',
  'transient',
  'clock_skew',
  'not_auth',
  'ambiguous',
] as const;

export type VerdictClass = (typeof VERDICT_CLASSES)[number];

/** Stable PascalCase name of what was recognised: `RefreshTokenRevoked`, `ServerUnavailable`. */
export type Reason = string;

/**
 * May the refresh token have been consumed by the request that this judges?
 * `no`: refused before the write, 429, 503 or an OAuth error. `maybe`: reset, time-out, 500, 502, 504 or a body that
 * is not OAuth. `yes`: the exchange succeeded.
 */
export type Spent = 'no' | 'maybe' | 'yes';

/** What the classifier says of one piece of evidence. */
export interface Verdict {
  readonly class: VerdictClass;
  readonly reason: Reason;
  /** One sentence for people. */
  readonly message: string;
  /** The command or the step that repairs it; empty where nothing needs repair. */
  readonly remedy: string;
  readonly spent: Spent;
  /** Likely causes with what speaks for each, likeliest first. Present where the answer alone cannot tell them apart. */
  readonly causes?: readonly LikelyCause[];
}

export interface LikelyCause {
  readonly cause: string;
  readonly evidence: string;
}

/** An error as Node or a library raised it, cut to the fields that carry meaning. */
export interface ErrorEvidence {
  readonly name?: string;
  readonly code?: string | number;
  readonly message?: string;
  readonly cause?: ErrorEvidence;
}

/** An answer, or the lack of one, from a token endpoint or a resource. */
export interface AnswerEvidence {
  readonly where: 'token_endpoint' | 'resource' | 'network';
  /** Preset name of the issuer, where known: `google`, `github`. */
  readonly provider?: string;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Parsed JSON, raw text, or null. */
  readonly body?: unknown;
  readonly error?: ErrorEvidence;
}
