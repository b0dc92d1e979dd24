import { KeysUnavailable, KeyUnknown } from './errors/key-errors.ts';
import type { KeySet } from './key-set.ts';
import { shown } from './shown.ts';

/** Milliseconds after a first failure; doubled with each further one, up to the cooldown. */
const FIRST_PAUSE = 1_000;

/** How keys are held. Times in milliseconds. */
export interface KeyCacheRules {
  /** Keys younger than that are used without a question. */
  readonly cacheTime: number;
  /** For that much longer they are used while the issuer cannot be asked. */
  readonly staleTime: number;
  /** An unknown name leads to a question at most once in that time. */
  readonly cooldown: number;
  /** The wall clock: a machine that slept has old keys. */
  readonly now: () => number;
  /** May one caller await the question of another? */
  readonly shared: boolean;
}

/** What is held of an issuer's keys. At most one question is under way, and everybody awaits the same, where they can. */
export class PublishedKeys {
  #held: { readonly set: KeySet; readonly readAt: number } | undefined;
  #underWay: Promise<void> | undefined;
  #askedAt: number | undefined;
  #failures = 0;
  #lastError: unknown;
  readonly #read: () => Promise<KeySet>;
  readonly #rules: KeyCacheRules;

  constructor(read: () => Promise<KeySet>, rules: KeyCacheRules) {
    this.#read = read;
    this.#rules = rules;
  }

  /** The set that holds this key. @throws KeyUnknown, KeysUnavailable */
  async setWith(keyId: string): Promise<KeySet> {
    const { cacheTime, cooldown } = this.#rules;
    if (!this.#within(this.#held?.readAt, cacheTime)) await this.#ask();
    if (this.#usable().has(keyId)) return this.#usable();
    if (this.#underWay || !this.#within(this.#askedAt, cooldown)) await this.#ask();
    const set = this.#usable();
    if (set.has(keyId)) return set;
    // Nobody knows what an issuer publishes that does not answer.
    if (this.#failures > 0) throw this.#unavailable();
    throw new KeyUnknown({ received: shown(keyId) });
  }

  #usable(): KeySet {
    const { cacheTime, staleTime } = this.#rules;
    if (this.#held && this.#within(this.#held.readAt, cacheTime + staleTime)) return this.#held.set;
    throw this.#unavailable();
  }

  #unavailable(): KeysUnavailable {
    const cause = this.#lastError;
    return new KeysUnavailable(cause instanceof Error ? { received: cause.message, cause } : { cause });
  }

  /** Never rejects: who asked looks at what is held then. */
  async #ask(): Promise<void> {
    if (this.#underWay) return await this.#underWay;
    const pause = Math.min(this.#rules.cooldown, FIRST_PAUSE * 2 ** (this.#failures - 1));
    if (this.#failures > 0 && this.#within(this.#askedAt, pause)) return;
    this.#askedAt = this.#rules.now();
    const question = this.#readAnew(this.#askedAt);
    if (this.#rules.shared) this.#underWay = question;
    await question;
    this.#underWay = undefined;
  }

  async #readAnew(readAt: number): Promise<void> {
    try {
      this.#held = { set: await this.#read(), readAt };
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#lastError = error;
    }
  }

  /** A clock that was set back makes nothing younger. */
  #within(since: number | undefined, span: number): boolean {
    if (since === undefined) return false;
    const age = this.#rules.now() - since;
    return age >= 0 && age < span;
  }
}
