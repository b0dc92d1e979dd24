import { DAY, type Instant, SECOND } from '../time.ts';

/** A life as the issuer stated it, or what was wrong with the statement. */
export interface StatedLife {
  /** Whole and partial seconds, above 0; null: not stated, or not usable. */
  readonly seconds: number | null;
  /** For people, without the value of any token. */
  readonly problem?: string;
}

/** Where a life may be stated, in order of trust. */
export interface LifeFields {
  /** Names of fields that hold seconds from now. */
  readonly spans: readonly string[];
  /** Names of fields that hold an instant: epoch seconds, epoch milliseconds (above 1e11) or ISO 8601 text. */
  readonly instants: readonly string[];
  /** A span above this many seconds is taken for milliseconds: no issuer gives such a life. */
  readonly longest: number;
}

/** `expires_in` (RFC 6749 section 5.1) and what some issuers send in its place. */
export const ACCESS_TOKEN_LIFE: LifeFields = {
  spans: ['expires_in'],
  instants: ['expires_at', 'expires_on', 'expiry_date', 'expireTime'],
  longest: (400 * DAY) / SECOND,
};

/** Google, GitHub and LinkedIn; Keycloak; Intuit. */
export const REFRESH_TOKEN_LIFE: LifeFields = {
  spans: ['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'],
  instants: ['refresh_token_expires_at'],
  longest: (100 * 365 * DAY) / SECOND,
};

/**
 * Reads a life from the fields of an answer.
 * @param read `at`: when the answer was made, by the issuer's clock; without it instants are passed over.
 */
export function readLife(
  fields: Record<string, unknown>,
  { in: names, at }: { in: LifeFields; at: Instant | undefined },
): StatedLife {
  let problem: string | undefined;
  for (const name of names.spans) {
    const life = spanFrom(fields[name], { name, longest: names.longest });
    if (life?.seconds) return life;
    problem ??= life?.problem;
  }
  for (const name of at === undefined ? [] : names.instants) {
    const end = instantFrom(fields[name]);
    if (end !== null && at !== undefined && end > at)
      return { seconds: (end - at) / SECOND, ...(problem ? { problem } : {}) };
    if (end !== null) problem ??= `${name} lies in the past`;
  }
  return { seconds: null, ...(problem ? { problem } : {}) };
}

function spanFrom(
  raw: unknown,
  { name, longest }: { name: string; longest: number },
): StatedLife | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  const seconds = toNumber(raw);
  if (seconds === undefined) return { seconds: null, problem: `${name} is not a number` };
  // Keycloak says 0 for a refresh token without end; for an access token 0 is no life at all.
  if (seconds === 0 && name.includes('refresh')) return undefined;
  if (seconds <= 0) return { seconds: null, problem: `${name} is ${seconds}` };
  if (seconds <= longest) return { seconds };
  return { seconds: seconds / SECOND, problem: `${name} is ${seconds}, taken for milliseconds` };
}

function instantFrom(raw: unknown): Instant | null {
  const number = toNumber(raw);
  if (number !== undefined) return number > 1e11 ? number : number * SECOND;
  const parsed = typeof raw === 'string' ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

function toNumber(raw: unknown): number | undefined {
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  return typeof raw === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(raw) ? Number(raw) : undefined;
}
