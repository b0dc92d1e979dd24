import type { GrantContext } from '../grant/context.ts';
import type { Settled } from '../grant/settled.ts';
import type { GrantValue } from '../grant/value.ts';
import type { ReadTokens } from '../issuer/read-tokens.ts';
import { type Instant, type Milliseconds, SECOND } from '../time.ts';

/** An answer and what it answers. */
export interface Succession {
  /** The value whose refresh token was sent; null: a proof was. */
  readonly current: GrantValue | null;
  readonly intentId: string;
  /** What is settled; null: nothing yet. */
  readonly settled: Settled | null;
  readonly tokens: ReadTokens;
  readonly sentAt: Instant;
  readonly clockOffset: Milliseconds;
}

/**
 * The value after this one. A refresh token that the answer leaves out, or repeats, is carried forward (RFC 6749
 * section 6): it is never replaced by nothing. Where a proof was sent there is none, and none is taken. Lifetimes count
 * from when the request left, in the issuer's clock.
 */
export function successorOf(
  { ports, spec }: GrantContext,
  { current, intentId, settled, tokens, sentAt, clockOffset }: Succession,
): GrantValue {
  const issuedAt = sentAt + clockOffset;
  const lifeOf = (seconds: number | null): Instant | null =>
    seconds === null ? null : issuedAt + seconds * SECOND;
  const assumed = spec.profile.accessTokenLife;
  const sent = current?.refreshToken ?? null;
  return {
    schema: 1,
    generation: (settled?.generation ?? 0) + 1,
    consentId: settled?.consentId ?? intentId,
    parentFingerprint: sent ? ports.digest.fingerprint(sent) : null,
    refreshToken: sent && (tokens.refreshToken ?? sent),
    access: {
      token: tokens.accessToken,
      tokenType: tokens.tokenType ?? 'Bearer',
      issuedAt,
      expiresAt: lifeOf(tokens.expiresInSeconds) ?? (assumed === undefined ? null : issuedAt + assumed),
    },
    refreshTokenExpiresAt:
      sent && (lifeOf(tokens.refreshTokenExpiresInSeconds) ?? current?.refreshTokenExpiresAt ?? null),
    scopes: tokens.scope ?? current?.scopes ?? spec.scopes,
  };
}
