import { type Instant, MINUTE, type Milliseconds } from '../time.ts';

/** How long an access token is taken to live when neither its issuer nor the preset says. */
export const ASSUMED_ACCESS_TOKEN_LIFE: Milliseconds = 45 * MINUTE;

/** The end of an access token and how it is known. */
export interface TokenEnd {
  readonly expiresAt: Instant;
  /** `assumed` is worth a warning: nobody stated a life. */
  readonly basis: 'stated' | 'preset' | 'assumed';
}

/** The end of an access token: what its issuer stated, else the preset's usual life, else {@link ASSUMED_ACCESS_TOKEN_LIFE}. */
export function tokenEndOf(token: {
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
  readonly accessTokenLife: Milliseconds | undefined;
}): TokenEnd {
  if (token.expiresAt !== null) return { expiresAt: token.expiresAt, basis: 'stated' };
  if (token.accessTokenLife !== undefined) {
    return { expiresAt: token.issuedAt + token.accessTokenLife, basis: 'preset' };
  }
  return { expiresAt: token.issuedAt + ASSUMED_ACCESS_TOKEN_LIFE, basis: 'assumed' };
}
