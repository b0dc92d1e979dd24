import type { Instant } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { KeyRefusal } from './state.ts';

/** What somebody wants of a look at a key. `tick`: what is due. `now`: a successor. `emergency`: and the old one ends at once. */
export type KeyDemand = 'tick' | 'now' | 'emergency' | 'verify';

/** How a look at a key ended. */
export type KeyOutcome =
  | { readonly kind: 'rotated'; readonly generation: number }
  /** Nothing was due, or what was due beside a rotation is done. */
  | { readonly kind: 'fresh' }
  /** Nobody has set one yet. */
  | { readonly kind: 'noKey' }
  /** There is no issuer that would make another. */
  | { readonly kind: 'noRotator' }
  | { readonly kind: 'refused'; readonly refusal: KeyRefusal }
  | { readonly kind: 'backingOff'; readonly until: Instant }
  /** It failed; the key in force is what it was. */
  | {
      readonly kind: 'failed';
      readonly verdict: Pick<Verdict, 'reason' | 'message' | 'remedy'>;
      readonly until: Instant;
    }
  /** Somebody else is at work. */
  | { readonly kind: 'busy' };
