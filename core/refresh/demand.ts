import type { Milliseconds } from '../time.ts';

/** Why a flow looks at a grant, and so what counts as fresh enough. */
export type Demand =
  /** The clock ticked: refresh when it is due. */
  | { readonly kind: 'tick' }
  /** Somebody needs a token that lives at least this long. */
  | { readonly kind: 'token'; readonly minValid: Milliseconds }
  /** A person, or a consumer that was refused, wants another token than the one with this fingerprint. */
  | { readonly kind: 'replace'; readonly unlessFingerprint: string | null };
