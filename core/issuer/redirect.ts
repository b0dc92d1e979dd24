import { SecretText } from '../secret-text.ts';

/** What an authorization request came back with (RFC 6749 sections 4.1.2 and 4.1.2.1). */
export type Redirect =
  | { readonly kind: 'code'; readonly code: SecretText }
  /** The issuer, or the person, said no. */
  | { readonly kind: 'refused'; readonly error: string; readonly description: string | null }
  /** It does not belong to the request that was begun, or is no redirect at all. */
  | { readonly kind: 'invalid'; readonly reason: RedirectFlaw; readonly message: string };

export type RedirectFlaw = 'NotARedirect' | 'StateMismatch' | 'IssuerMismatch';

/**
 * Reads the address to which the issuer sent the browser, or which a person pasted.
 * @param expected `issuer`: when known, an `iss` parameter must name it (RFC 9207), which stops mix-ups.
 */
export function readRedirect(
  address: string,
  expected: { readonly redirectUri: string; readonly state: string; readonly issuer?: string },
): Redirect {
  const url = URL.canParse(address.trim()) ? new URL(address.trim()) : undefined;
  const seen = url?.searchParams;
  if (
    !url ||
    !seen ||
    !isAt(url, new URL(expected.redirectUri)) ||
    !(seen.has('code') || seen.has('error'))
  ) {
    return invalid(
      'NotARedirect',
      `expected an address that begins with ${expected.redirectUri} and holds a code`,
    );
  }
  if (seen.getAll('state').length !== 1 || seen.get('state') !== expected.state) {
    return invalid(
      'StateMismatch',
      'this address belongs to another consent: use the one that was opened last',
    );
  }
  const issuer = seen.get('iss');
  if (issuer !== null && expected.issuer !== undefined && issuer !== expected.issuer) {
    return invalid('IssuerMismatch', `the answer came from another issuer than ${expected.issuer}`);
  }
  const error = seen.get('error');
  if (error !== null) return { kind: 'refused', error, description: seen.get('error_description') };
  return { kind: 'code', code: new SecretText(seen.get('code') ?? '') };
}

function isAt(url: URL, redirectUri: URL): boolean {
  return url.origin === redirectUri.origin && url.pathname === redirectUri.pathname;
}

function invalid(reason: RedirectFlaw, message: string): Redirect {
  return { kind: 'invalid', reason, message };
}
