/** What a stored secret can be. A thing that needs no secret, or that ends by itself, is among them, to be told as good. */
export type SecretKind =
  /** The JSON key of a Google service account; it has no end. */
  | 'google-service-account-key'
  | 'refresh-token'
  /** What proves an OAuth client; useless without a grant or a policy that names the client. */
  | 'client-secret'
  /** An AWS access key without a session: it has no end. */
  | 'aws-access-key'
  /** A GitHub token of a person: classic or fine-grained. */
  | 'github-personal-token'
  | 'api-key'
  | 'private-key'
  /** A token or session that ends by itself within hours. */
  | 'short-lived'
  /** Names an identity and holds no secret, such as Google's `external_account`. */
  | 'keyless'
  /** An API key that the broker replaces by itself. */
  | 'rotated-api-key';

/** A secret that somebody stores, without the secret. */
export interface StoredSecret {
  readonly kind: SecretKind;
  /** Where: a path, `environment`, or a path into the declaration such as `grants.crew`. */
  readonly place: string;
  /** Which one there, for people: a variable, a profile, a robot's address; null: the only one. Never secret. */
  readonly name: string | null;
  /** First 12 hex digits of the SHA-256; null: the value was not looked at. */
  readonly fingerprint: string | null;
  /** Who gave it: a preset's name or a vendor; null: not known. */
  readonly issuer: string | null;
  readonly account: string | null;
  /** As the issuer spells them; empty: not known, or none. */
  readonly scopes: readonly string[];
  /** `declared`: the broker holds or reads it. `found`: it lies about, and nobody is known to renew it. */
  readonly kept: 'declared' | 'found';
}
