import { type Instant, SECOND } from '../time.ts';
import { isRecord } from './answer-fields.ts';

/**
 * The `exp` claim of a token that happens to be a JWT (RFC 7519 section 4.1.4). Nothing is verified: the claim is
 * read as a hint about a token that its issuer just handed over.
 * @returns null when the token is no JWT or names no end.
 */
export function jwtExpiry(token: string): Instant | null {
  const payload = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token)?.[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return isRecord(claims) && typeof claims.exp === 'number' ? claims.exp * SECOND : null;
  } catch {
    return null;
  }
}
