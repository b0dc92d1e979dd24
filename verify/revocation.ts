/** What names a token to a list of revocations. Its signature and its other claims were verified before. */
export interface TokenIdentity {
  readonly jti: string;
  /** undefined: the token has no subject. */
  readonly subject: string | undefined;
  readonly keyId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** What is revoked. */
export interface Revoked {
  /** This one token. @default false */
  readonly token?: boolean;
  /** All tokens like this one that were issued earlier. @default none */
  readonly issuedBefore?: Date | undefined;
}

/** Where revocations are looked up: a port; {@link MemoryRevocation} is the implementation for one process. */
export interface Revocation {
  /** Asked for each token that has passed every other rule. A rejection means that nobody knows. */
  lookUp(token: TokenIdentity): Revoked | Promise<Revoked>;
}
