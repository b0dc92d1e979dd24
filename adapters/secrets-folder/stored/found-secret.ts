import type { SecretKind, StoredSecret } from '../../../core/advise/stored-secret.ts';
import type { Digest } from '../../../core/ports.ts';
import { SecretText } from '../../../core/secret-text.ts';

/** Something that a file or environment holds, on its way to be described. */
export interface FoundSecret {
  readonly kind: SecretKind;
  /** Null: it holds none, or it ends so soon that it need not be told apart. */
  readonly value: SecretText | null;
  readonly name: string | null;
  readonly issuer: string | null;
  readonly account: string | null;
  readonly scopes: readonly string[];
}

/** A finding of which only some things are known. */
export function found(
  kind: SecretKind,
  known: Partial<Omit<FoundSecret, 'kind' | 'value'>> & { readonly value?: string },
): FoundSecret {
  const { value, name = null, issuer = null, account = null, scopes = [] } = known;
  return { kind, value: value === undefined ? null : new SecretText(value), name, issuer, account, scopes };
}

/** The description, which holds a fingerprint in place of the secret. */
export function describe(secret: FoundSecret, at: { place: string; digest: Digest }): StoredSecret {
  const { value, ...known } = secret;
  const fingerprint = value === null ? null : at.digest.fingerprint(value);
  return { ...known, place: at.place, fingerprint, kept: 'found' };
}
