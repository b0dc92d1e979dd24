import { SecretText } from '../secret-text.ts';
import { type Instant, SECOND } from '../time.ts';
import { answerFields, isRecord } from './answer-fields.ts';
import { jwtExpiry } from './jwt-expiry.ts';
import { ACCESS_TOKEN_LIFE, REFRESH_TOKEN_LIFE, readLife } from './token-life.ts';

/** What a token endpoint handed over (RFC 6749 section 5.1). */
export interface ReadTokens {
  readonly accessToken: SecretText;
  /** Null: none was given, so that the one which was sent stays in force (RFC 6749 section 6). */
  readonly refreshToken: SecretText | null;
  /** Life of the access token; null: not known. Never 0 or less. */
  readonly expiresInSeconds: number | null;
  readonly refreshTokenExpiresInSeconds: number | null;
  /** Null: not told, that is: as asked for. */
  readonly scope: readonly string[] | null;
  readonly tokenType: string | null;
  readonly idToken: SecretText | null;
  /** What the issuer got wrong and we tolerated, for people. Holds no value of a token. */
  readonly problems: readonly string[];
}

/**
 * Reads the tokens out of the body of a successful answer.
 * @param when `at`: when the answer was made, by the issuer's clock; left out, lives that are stated as instants
 * cannot be counted and stay null.
 * @returns null when there is no access token in it: an error inside a 200, a page, half a document.
 */
export function readTokens(body: string, { at }: { at?: Instant } = {}): ReadTokens | null {
  const fields = tokenFields(answerFields(body));
  const accessToken = text(fields?.access_token) ?? text(fields?.accessToken);
  if (fields === undefined || accessToken === null) return null;
  const refreshToken = text(fields.refresh_token);
  const access = readLife(fields, { in: ACCESS_TOKEN_LIFE, at });
  const refresh = readLife(fields, { in: REFRESH_TOKEN_LIFE, at });
  return {
    accessToken: new SecretText(accessToken),
    refreshToken: refreshToken === null ? null : new SecretText(refreshToken),
    expiresInSeconds: access.seconds ?? secondsLeft(accessToken, at),
    refreshTokenExpiresInSeconds: refresh.seconds ?? secondsLeft(refreshToken, at),
    scope: readScope(fields.scope),
    tokenType: text(fields.token_type),
    idToken: text(fields.id_token) === null ? null : new SecretText(String(fields.id_token)),
    problems: [access.problem, refresh.problem].filter((problem) => problem !== undefined),
  };
}

/** The object that holds the tokens: Slack puts those of a person into `authed_user`. Google's `generateAccessToken` says `accessToken`. */
function tokenFields(fields: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (fields === undefined || text(fields.access_token) !== null) return fields;
  return isRecord(fields.authed_user) ? fields.authed_user : fields;
}

function text(raw: unknown): string | null {
  return typeof raw === 'string' && raw.length > 0 ? raw : null;
}

function readScope(raw: unknown): readonly string[] | null {
  if (Array.isArray(raw)) return raw.filter((scope) => typeof scope === 'string');
  const scope = text(raw);
  // A space by RFC 6749 section 3.3; a comma at Slack and GitHub.
  return scope === null ? null : scope.split(/[\s,]+/).filter((word) => word.length > 0);
}

function secondsLeft(token: string | null, at: Instant | undefined): number | null {
  const end = token === null ? null : jwtExpiry(token);
  return end !== null && at !== undefined && end > at ? (end - at) / SECOND : null;
}
