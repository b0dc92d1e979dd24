import { toIso } from '../../time.ts';
import type { ShapedToken } from '../shaped-token.ts';

/**
 * Names are those of RFC 6749 section 5.1. `expires_in` is left out on purpose: it counts from the answer of the
 * token endpoint, and a reader of a file would count it from the moment of reading.
 */
export function accessTokenJson({ value, fingerprint }: ShapedToken): string {
  const { access, scopes, generation } = value;
  return JSON.stringify({
    access_token: access.token.reveal(),
    token_type: access.tokenType,
    expires_at: access.expiresAt === null ? null : toIso(access.expiresAt),
    scope: scopes.join(' '),
    generation,
    fingerprint,
  });
}
