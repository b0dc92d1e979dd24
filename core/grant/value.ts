import { SecretText } from '../secret-text.ts';
import type { Instant } from '../time.ts';

/**
 * One version of a grant secret: refresh and access token together, so that one write saves a whole answer and
 * nothing can be half saved.
 */
export interface GrantValue {
  readonly schema: 1;
  readonly generation: number;
  /** Names the family of tokens: its consent, or the first exchange of a grant that needs none. */
  readonly consentId: string;
  /** Fingerprint of the refresh token that was spent for this one; null for a consent, and where there is none. */
  readonly parentFingerprint: string | null;
  /** Null: the grant stands by policy and has none. */
  readonly refreshToken: SecretText | null;
  readonly access: AccessToken;
  readonly refreshTokenExpiresAt: Instant | null;
  readonly scopes: readonly string[];
}

/** An access token with what is known of its life. */
export interface AccessToken {
  readonly token: SecretText;
  readonly tokenType: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant | null;
}

/** One version of a token secret: what consumers may hold. No refresh token is in it. */
export interface TokenValue {
  readonly schema: 1;
  readonly generation: number;
  readonly access: AccessToken;
  readonly scopes: readonly string[];
}

/** The stored form. The result holds secrets: it goes into a secret store and nowhere else. */
export function writeGrantValue(value: GrantValue): SecretText {
  return new SecretText(
    JSON.stringify({
      ...value,
      refreshToken: value.refreshToken?.reveal() ?? null,
      access: plainAccess(value.access),
    }),
  );
}

export function writeTokenValue(value: TokenValue): SecretText {
  return new SecretText(JSON.stringify({ ...value, access: plainAccess(value.access) }));
}

/** @returns undefined when the text is not a grant value of a schema that this version knows. */
export function readGrantValue(text: SecretText): GrantValue | undefined {
  const raw = parseRecord(text);
  const access = readAccess(raw?.access);
  if (!raw || !access || raw.schema !== 1) return undefined;
  const { generation, consentId, parentFingerprint, refreshToken, refreshTokenExpiresAt } = raw;
  if (typeof generation !== 'number' || typeof consentId !== 'string') return undefined;
  if (typeof refreshToken !== 'string' && refreshToken !== null) return undefined;
  return {
    schema: 1,
    generation,
    consentId,
    parentFingerprint: typeof parentFingerprint === 'string' ? parentFingerprint : null,
    refreshToken: refreshToken === null ? null : new SecretText(refreshToken),
    access,
    refreshTokenExpiresAt: instantOrNull(refreshTokenExpiresAt),
    scopes: readScopes(raw.scopes),
  };
}

/** @returns undefined when the text is not a token value of a schema that this version knows. */
export function readTokenValue(text: SecretText): TokenValue | undefined {
  const raw = parseRecord(text);
  const access = readAccess(raw?.access);
  if (!raw || !access || raw.schema !== 1 || typeof raw.generation !== 'number') return undefined;
  return { schema: 1, generation: raw.generation, access, scopes: readScopes(raw.scopes) };
}

function plainAccess(access: AccessToken): Record<string, unknown> {
  return { ...access, token: access.token.reveal() };
}

function readAccess(raw: unknown): AccessToken | undefined {
  if (!isRecord(raw) || typeof raw.token !== 'string' || typeof raw.issuedAt !== 'number') return undefined;
  return {
    token: new SecretText(raw.token),
    tokenType: typeof raw.tokenType === 'string' ? raw.tokenType : 'Bearer',
    issuedAt: raw.issuedAt,
    expiresAt: instantOrNull(raw.expiresAt),
  };
}

function readScopes(raw: unknown): readonly string[] {
  return Array.isArray(raw) ? raw.filter((scope) => typeof scope === 'string') : [];
}

function instantOrNull(raw: unknown): Instant | null {
  return typeof raw === 'number' ? raw : null;
}

function parseRecord(text: SecretText): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text.reveal());
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
