/** A client that the server knows (RFC 6749 section 2). */
export interface KnownClient {
  readonly clientId: string;
  /** Absent for a public client, which proves itself by PKCE alone. */
  readonly clientSecret?: string;
  readonly method: 'none' | 'client_secret_basic' | 'client_secret_post';
}

/** How the server behaves. Every field may be changed while it runs; it is read at each request. */
export interface Settings {
  /** Life of an access token; counts for tokens issued after a change. The server counts whole seconds. */
  accessTokenSeconds: number;
  /** Life of a family of refresh tokens, from consent; rotation does not extend it. Counts for later consents. */
  refreshTokenSeconds: number;
  /** `always`: each use brings a successor and consumes the old one. `never`: it stays, and no answer repeats it. */
  rotation: 'always' | 'never';
  /** How long a consumed refresh token may still be used, from its first use. 0: a second use revokes the family. */
  graceSeconds: number;
  /** Does the token answer tell the refresh token's life (`refresh_token_expires_in`)? */
  tellsRefreshTokenLife: boolean;
  /** Moves the `Date` header of every answer, so that the server's clock looks wrong. */
  dateOffsetSeconds: number;
}

/** A careful issuer with the lives of an ordinary one. */
export const DEFAULT_SETTINGS: Readonly<Settings> = {
  accessTokenSeconds: 3_600,
  refreshTokenSeconds: 14 * 24 * 3_600,
  rotation: 'always',
  graceSeconds: 0,
  tellsRefreshTokenLife: false,
  dateOffsetSeconds: 0,
};

/** A public client and two confidential ones, one for each way to send a secret. */
export const DEFAULT_CLIENTS: readonly KnownClient[] = [
  { clientId: 'desk', method: 'none' },
  { clientId: 'desk-basic', clientSecret: 'basic-secret-of-the-drill', method: 'client_secret_basic' },
  { clientId: 'desk-post', clientSecret: 'post-secret-of-the-drill', method: 'client_secret_post' },
];

/** Scopes that may be granted. */
export const KNOWN_SCOPES = ['openid', 'offline_access', 'email', 'profile', 'sheets', 'mail'] as const;
