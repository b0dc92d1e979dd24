import type { Latch } from '../grant/state.ts';
import type { Instant } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** How a look at a grant ended. */
export type RefreshOutcome =
  /** A new generation is settled and projected. */
  | { readonly kind: 'refreshed'; readonly generation: number }
  /** The token in force is good enough; nothing was sent. */
  | { readonly kind: 'fresh'; readonly generation: number }
  | { readonly kind: 'paused' }
  /** Nobody ever consented. */
  | { readonly kind: 'noGrant' }
  | { readonly kind: 'consentRequired'; readonly latch: Latch }
  /** An earlier trouble's waiting time is not over. */
  | { readonly kind: 'backingOff'; readonly until: Instant }
  /** The exchange failed, or its answer is lost; the grant is kept. */
  | { readonly kind: 'failed'; readonly verdict: Verdict; readonly until: Instant }
  /** Nothing was sent, because the successor could not have been saved. */
  | { readonly kind: 'notProven'; readonly message: string; readonly until: Instant }
  /** The refresh token may be spent; the last access token is served until it ends. */
  | { readonly kind: 'unsettled'; readonly retryAt: Instant | null }
  /** Somebody else is at work and did not finish in time. */
  | { readonly kind: 'busy' };
