import type { ReasonName } from '../verdict/reasons.ts';
import type { VerdictClass } from '../verdict/verdict.ts';

/**
 * Classes that concern credentials, gravest first. A proven cause goes before `ambiguous`: one line that cannot decide
 * is evidence, and must not hide a line that can. `ambiguous` goes before what is known to pass by itself, because
 * it may turn out to be a dead grant.
 */
const BY_GRAVITY: readonly VerdictClass[] = [
  'permanent_reauth',
  'client_misconfigured',
  'insufficient_scope',
  'clock_skew',
  'ambiguous',
  'rate_limited',
  'transient',
];

/** Transient troubles that are a refused access token: the broker can do something about these. */
const CURED_BY_REFRESH: ReadonlySet<string> = new Set<ReasonName>([
  'AccessTokenExpired',
  'AccessTokenRefused',
]);

const REFUSALS: ReadonlySet<VerdictClass> = new Set<VerdictClass>([
  'permanent_reauth',
  'client_misconfigured',
  'insufficient_scope',
  'ambiguous',
]);

/** False for `ok` and `not_auth`. */
export function concernsCredentials(verdict: { readonly class: VerdictClass }): boolean {
  return BY_GRAVITY.includes(verdict.class);
}

/** Rank of a class, 0 for the gravest. Classes that do not concern credentials come last. */
export function gravity(verdict: { readonly class: VerdictClass }): number {
  const rank = BY_GRAVITY.indexOf(verdict.class);
  return rank === -1 ? BY_GRAVITY.length : rank;
}

/**
 * May the token that the daemon was given be the trouble? Then the broker is told, which finds out by its own means.
 * False for rate limits, outages and clocks: a refresh would only add to the load.
 */
export function mayBeRefusal(verdict: { readonly class: VerdictClass; readonly reason: string }): boolean {
  return REFUSALS.has(verdict.class) || CURED_BY_REFRESH.has(verdict.reason);
}
