import type { Revocation, Revoked, TokenIdentity } from './revocation.ts';

/** Milliseconds that a revoked token is remembered beyond its end: more than any clock tolerance. */
const MARGIN = 600_000;

/** Revocations of one process. They are gone when it ends; another process knows nothing of them. */
export class MemoryRevocation implements Revocation {
  readonly #tokens = new Map<string, number>();
  readonly #subjects = new Map<string, Date>();
  #everybody: Date | undefined;
  readonly #now: () => number;

  /** @param options `now`: the clock, in milliseconds since 1970. Default: Date.now */
  constructor({ now = Date.now }: { readonly now?: () => number } = {}) {
    this.#now = now;
  }

  /**
   * Revokes one token.
   *
   * @param options `expiresAt`: when it ends by itself; soon after that it is forgotten. Default: it is remembered for ever
   * @throws TypeError for a date that is none
   */
  revoke(jti: string, { expiresAt }: { readonly expiresAt?: Date } = {}): void {
    this.#forgetEnded();
    this.#tokens.set(jti, expiresAt ? timeOf(expiresAt) + MARGIN : Number.POSITIVE_INFINITY);
  }

  /**
   * Revokes all tokens that were issued before a moment. `iat` has whole seconds, so a token from the same second is
   * revoked, too. An earlier moment than the last one changes nothing.
   *
   * @param options `subject`: those of this `sub` only. Default: everybody's
   * @throws TypeError for a date that is none
   */
  revokeIssuedBefore(moment: Date, { subject }: { readonly subject?: string } = {}): void {
    const from = new Date(timeOf(moment));
    if (subject === undefined) this.#everybody = later(this.#everybody, from);
    else this.#subjects.set(subject, later(this.#subjects.get(subject), from));
  }

  /** How many single tokens are remembered. */
  get size(): number {
    return this.#tokens.size;
  }

  lookUp({ jti, subject }: TokenIdentity): Revoked {
    const own = subject === undefined ? undefined : this.#subjects.get(subject);
    const issuedBefore = own === undefined ? this.#everybody : later(this.#everybody, own);
    return { token: this.#tokens.has(jti), issuedBefore };
  }

  #forgetEnded(): void {
    const now = this.#now();
    for (const [jti, until] of this.#tokens) {
      if (until < now) this.#tokens.delete(jti);
    }
  }
}

function later(one: Date | undefined, other: Date): Date {
  return one !== undefined && one > other ? one : other;
}

function timeOf(date: Date): number {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new TypeError('expected a date, received one that is none');
  return time;
}
