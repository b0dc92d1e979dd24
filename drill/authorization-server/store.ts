import type { Adapter, AdapterPayload } from 'oidc-provider';
import { InvalidGrant } from 'oidc-provider/lib/helpers/errors.js';
import { SecretText } from '../../core/secret-text.ts';
import type { Settings } from './settings.ts';

/** Models that clients get to hold. */
const ISSUED = ['AccessToken', 'RefreshToken', 'AuthorizationCode'];

/**
 * Everything that the server remembers: in memory, without bound, and nothing is ever forgotten, only hidden,
 * because the record must name the family of a token that is long dead. Expiry is judged by oidc-provider.
 */
export class Store {
  readonly #items = new Map<string, AdapterPayload>();
  readonly #destroyed = new Set<string>();
  readonly #revokedGrants = new Set<string>();
  readonly #consumedAt = new Map<string, number>();
  readonly #settings: Readonly<Settings>;

  constructor(settings: Readonly<Settings>) {
    this.#settings = settings;
  }

  /** The storage of one kind of model, as oidc-provider asks for it. */
  adapter(model: string): Adapter {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      find: async (id) => this.#find(keyOf(id)),
      findByUid: async (uid) => {
        for (const [key, item] of this.#items) {
          if (key.startsWith(`${model}:`) && item.uid === uid) return this.#find(key);
        }
        return undefined;
      },
      findByUserCode: async () => undefined,
      upsert: async (id, payload) => {
        this.#items.set(keyOf(id), payload);
      },
      consume: async (id) => this.#consume(keyOf(id)),
      destroy: async (id) => {
        if (model === 'Grant') this.revokeGrant(id);
        this.#destroyed.add(keyOf(id));
      },
      revokeByGrantId: async (grantId) => this.revokeGrant(grantId),
    };
  }

  /** Was this refresh token used before, whether or not it may be used again? */
  isConsumed(refreshToken: string): boolean {
    return this.#consumedAt.has(`RefreshToken:${refreshToken}`);
  }

  /** The grant to which a refresh token belongs, or belonged; null for a token that was never issued. */
  familyOf(refreshToken: string): string | null {
    return this.#items.get(`RefreshToken:${refreshToken}`)?.grantId ?? null;
  }

  /** Every token and code that was ever issued; their ids are their values. */
  issued(): readonly SecretText[] {
    return [...this.#items.keys()]
      .filter((key) => ISSUED.some((model) => key.startsWith(`${model}:`)))
      .map((key) => new SecretText(key.slice(key.indexOf(':') + 1)));
  }

  /** Ids of all grants that an account ever gave. */
  grantsOf(account: string): readonly string[] {
    return [...this.#items]
      .filter(([key, item]) => key.startsWith('Grant:') && item.accountId === account)
      .map(([key]) => key.slice('Grant:'.length));
  }

  /** Ends a grant with every token of it, also those that a request under way is about to save. */
  revokeGrant(grantId: string): void {
    this.#revokedGrants.add(grantId);
    this.#destroyed.add(`Grant:${grantId}`);
  }

  #find(key: string): AdapterPayload | undefined {
    const item = this.#items.get(key);
    if (!item || this.#destroyed.has(key)) return undefined;
    if (item.grantId !== undefined && this.#revokedGrants.has(item.grantId)) return undefined;
    const consumedAt = this.#consumedAt.get(key);
    return { ...item, consumed: consumedAt !== undefined && !this.#inGrace(key) };
  }

  /**
   * The one place where a token is spent. oidc-provider looks and consumes in two steps, between which a second
   * request can pass; here the later of two racing requests is caught, and counts as reuse.
   */
  #consume(key: string): void {
    if (!this.#consumedAt.has(key)) {
      this.#consumedAt.set(key, Date.now());
    } else if (!this.#inGrace(key)) {
      const family = this.#items.get(key)?.grantId;
      if (family !== undefined) this.revokeGrant(family);
      throw new InvalidGrant('refresh token already used');
    }
  }

  /** Grace is for refresh tokens: an authorization code is good once (RFC 6749 section 4.1.2). */
  #inGrace(key: string): boolean {
    const consumedAt = this.#consumedAt.get(key);
    if (consumedAt === undefined || !key.startsWith('RefreshToken:')) return false;
    return Date.now() < consumedAt + this.#settings.graceSeconds * 1_000;
  }
}
