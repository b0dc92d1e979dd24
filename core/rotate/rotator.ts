import type { SecretText } from '../secret-text.ts';
import type { Milliseconds } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';

/**
 * What a rotation needs of whoever issues a credential; one for each kind of issuer. The steps are named as AWS names
 * those of a Secrets Manager rotation. Each method is one exchange and is never repeated here.
 */
export interface Rotator {
  /** Makes a new one beside the old one, and calls it `name`. A `lost` answer may have made it. */
  createSecret(wish: { readonly name: string; readonly scopes: readonly string[] }): Promise<Created>;
  /** Makes the service accept the new one, where making it was not enough. */
  setSecret(made: MadeKey): Promise<Done>;
  /** Is this key accepted, and what may it do? */
  testSecret(key: SecretText): Promise<Tested>;
  /** Ends the old one. One that is gone already is a success. */
  finishSecret(keyId: string): Promise<Done>;
  /** Those that carry this name; `key` where the issuer shows it again. */
  findSecret(name: string): Promise<Found>;
  /** How the issuer calls this key, as far as the key itself tells. Asks nobody. */
  keyIdOf(key: SecretText): string | undefined;
}

export interface MadeKey {
  readonly keyId: string;
  readonly key: SecretText;
}

/** It was not done, and why. */
export interface NotDone {
  readonly kind: 'failed';
  readonly verdict: Verdict;
  /** What the issuer asked for; null: nothing. */
  readonly retryAfter: Milliseconds | null;
}

export type Created =
  | ({ readonly kind: 'made' } & MadeKey)
  /** `spent` of the verdict tells whether a key may have been made: `no` excludes it. */
  | NotDone;

export type Done = { readonly kind: 'done' } | NotDone;

export type Tested =
  | { readonly kind: 'accepted'; readonly scopes: readonly string[] }
  /** The issuer knows no such key: deleted, disabled, or never its own. */
  | { readonly kind: 'refused'; readonly verdict: Verdict }
  | NotDone;

export type Found =
  | {
      readonly kind: 'found';
      readonly keys: readonly { readonly keyId: string; readonly key: SecretText | null }[];
    }
  | NotDone;
