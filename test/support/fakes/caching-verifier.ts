import { JWKS_MAX_AGE } from '../../../core/signing-key/jwks-max-age.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';

/** Which keys are published now; none where the document cannot be had. */
type Origin = () => readonly string[];

/**
 * A resource that keeps the published keys as long as it may and asks for nothing in between, behind a cache that keeps
 * the document for as long as its header allows: the slowest of all verifiers that keep the rules.
 */
export class CachingVerifier {
  readonly #origin: Origin;
  readonly #cacheFor: Milliseconds;
  #proxy: { kids: readonly string[]; at: Instant } | null = null;
  #kept: { kids: readonly string[]; at: Instant } | null = null;

  constructor(origin: Origin, { cacheFor }: { cacheFor: Milliseconds }) {
    this.#origin = origin;
    this.#cacheFor = cacheFor;
  }

  /** The kids that it accepts now. */
  knows(now: Instant): readonly string[] {
    if (this.#kept && now >= this.#kept.at && now < this.#kept.at + this.#cacheFor) return this.#kept.kids;
    this.#kept = { kids: this.#fetch(now), at: now };
    if (this.#kept.kids.length > 0) return this.#kept.kids;
    this.#kept = null;
    return [];
  }

  #fetch(now: Instant): readonly string[] {
    const fresh = this.#proxy && now >= this.#proxy.at && now < this.#proxy.at + JWKS_MAX_AGE;
    if (!fresh) this.#proxy = { kids: this.#origin(), at: now };
    const { kids = [] } = this.#proxy ?? {};
    if (kids.length === 0) this.#proxy = null;
    return kids;
  }
}
