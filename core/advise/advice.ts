import type { SecretKind, StoredSecret } from './stored-secret.ts';

/**
 * What can become of a stored secret.
 * - `keyless`: it can go; the identity of the machine or of a policy takes its place.
 * - `better`: something that lives shorter, may do less, needs no person or is renewed by itself can take its place.
 * - `keep`: nothing better is known; keep it behind the broker.
 * - `good`: nothing is to be done.
 */
export const OUTLOOKS = ['keyless', 'better', 'keep', 'good'] as const;
export type Outlook = (typeof OUTLOOKS)[number];

/** One way to do without a secret, or the reason why there is none. */
export interface AdviceRule {
  /** Stable PascalCase name. */
  readonly rule: string;
  readonly outlook: Outlook;
  readonly kinds: readonly SecretKind[];
  /** Left out: the kind decides alone. */
  readonly only?: (secret: StoredSecret) => boolean;
  /** What to move to, in a few words. */
  readonly title: string;
  readonly why: string;
  /** What has to hold, so that it can be done. */
  readonly when?: string;
  /** What speaks against it. */
  readonly whenNot?: string;
  /** In this order. Words in capitals stand for names of yours. */
  readonly steps: readonly string[];
  /** A page of this project, or an address. */
  readonly read?: string;
}

/** A rule that applies, without the part that decides it. */
export type Advice = Omit<AdviceRule, 'kinds' | 'only'>;

/** Everything that is known to do about one secret, the best first. */
export interface AdvisedSecret {
  readonly secret: StoredSecret;
  /** That of the first advice. */
  readonly outlook: Outlook;
  readonly advice: readonly Advice[];
}
