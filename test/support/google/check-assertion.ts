import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A service account as Google keeps it. */
export interface ServiceAccount {
  readonly email: string;
  /** Public keys by id. A disabled or deleted key is not among them. */
  readonly keys: Map<string, KeyObject>;
  enabled: boolean;
  /** Whom it may act for, and with which scopes. */
  readonly delegation: Map<string, readonly string[]>;
}

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Who was proven to ask, or how Google refuses. */
export type Checked =
  | { readonly kind: 'proven'; readonly scope: string }
  | ({ readonly kind: 'refused' } & Answer);

/**
 * Checks an assertion as Google's token endpoint does, with its answers: signature by the key that is named, issuer,
 * audience, times, scopes and delegation.
 */
export function checkAssertion(
  assertion: string,
  at: { accounts: readonly ServiceAccount[]; audience: string; now: number },
): Checked {
  const [head = '', payload = '', signature = ''] = assertion.split('.');
  const header = decoded(head);
  const claims = decoded(payload);
  const account = at.accounts.find(({ email }) => email === claims.iss);
  if (!account?.enabled) return refused('invalid_grant', 'Invalid grant: account not found');
  const key = account.keys.get(String(header.kid));
  const signed = Buffer.from(`${head}.${payload}`);
  const sound =
    header.alg === 'RS256' && key && verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'));
  if (!sound) return refused('invalid_grant', 'Invalid JWT Signature.');
  if (claims.aud !== at.audience) return refused('invalid_grant', 'Failed audience check.');
  const [iat, exp] = [Number(claims.iat), Number(claims.exp)];
  const seconds = at.now / 1000;
  if (!(exp > seconds && exp - iat <= 3600 && iat < seconds + 300))
    return refused('invalid_grant', OUT_OF_TIME);
  const scope = String(claims.scope ?? '');
  if (scope === '') return refused('invalid_scope', 'Empty or missing scope not allowed.');
  if (claims.sub !== undefined) {
    const allowed = account.delegation.get(String(claims.sub)) ?? [];
    if (!scope.split(' ').every((one) => allowed.includes(one)))
      return { ...refused('unauthorized_client', NOT_DELEGATED), status: 401 };
  }
  return { kind: 'proven', scope };
}

export function publicKeyOf(privateKey: KeyObject): KeyObject {
  return createPublicKey(privateKey);
}

const OUT_OF_TIME =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.';
const NOT_DELEGATED =
  'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.';

function refused(error: string, description: string): Checked & { kind: 'refused' } {
  return { kind: 'refused', status: 400, body: { error, error_description: description } };
}

function decoded(part: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString() || '{}');
  return Object.fromEntries(Object.entries(Object(value)));
}
