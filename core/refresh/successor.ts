import type { GrantContext } from '../grant/context.ts';
import type { GrantValue } from '../grant/value.ts';
import type { ReadTokens } from '../issuer/read-tokens.ts';
import { type Instant, type Milliseconds, SECOND } from '../time.ts';

/** An answer and what it answers. */
export interface Succession {
  /** The value whose refresh token was sent. */
  readonly current: GrantValue;
  /** The settled generation. */
  readonly generation: number;
  readonly tokens: ReadTokens;
  readonly sentAt: Instant;
  readonly clockOffset: Milliseconds;
}

/**
 * The value after this one. A refresh token that the answer leaves out, or repeats, is carried forward (RFC 6749
 * section 6): it is never replaced by nothing. Lifetimes count from when the request left, in the issuer's clock.
 */
export function successorOf(
  { ports, spec }: GrantContext,
  { current, generation, tokens, sentAt, clockOffset }: Succession,
): GrantValue {
  const issuedAt = sentAt + clockOffset;
  const lifeOf = (seconds: number | null): Instant | null =>
    seconds === null ? null : issuedAt + seconds * SECOND;
  const assumed = spec.profile.accessTokenLife;
  return {
    schema: 1,
    generation: generation + 1,
    consentId: current.consentId,
    parentFingerprint: ports.digest.fingerprint(current.refreshToken),
    refreshToken: tokens.refreshToken ?? current.refreshToken,
    access: {
      token: tokens.accessToken,
      tokenType: tokens.tokenType ?? 'Bearer',
      issuedAt,
      expiresAt: lifeOf(tokens.expiresInSeconds) ?? (assumed === undefined ? null : issuedAt + assumed),
    },
    refreshTokenExpiresAt: lifeOf(tokens.refreshTokenExpiresInSeconds) ?? current.refreshTokenExpiresAt,
    scopes: tokens.scope ?? current.scopes,
  };
}
