import { toIso } from '../../time.ts';
import type { ShapedToken } from '../shaped-token.ts';

/**
 * What `Credentials.from_authorized_user_file` of google-auth (Python) and the token files of Google's samples hold.
 *
 * The loader insists on refresh token, client identifier and client secret, so placeholders stand there: a library
 * that tries to refresh with them is refused by Google (`invalid_client`), spends nothing and tells nothing.
 * `token_uri` is for readers that believe it (google-auth overrides it); its host cannot exist (RFC 6761 section 6.4), and its
 * name says in the error message what to do.
 *
 * `expiry` is UTC with microseconds and "Z", as the library's own `to_json` writes it. Without one the loader takes the
 * token for expired, so a token whose life the issuer does not state needs another shape.
 */
export function authorizedUserJson({ value }: ShapedToken): string {
  const { access, scopes } = value;
  const expiry = access.expiresAt === null ? {} : { expiry: microseconds(toIso(access.expiresAt)) };
  return JSON.stringify(
    {
      type: 'authorized_user',
      token: access.token.reveal(),
      refresh_token: PLACEHOLDER,
      token_uri: NOWHERE,
      client_id: PLACEHOLDER,
      client_secret: PLACEHOLDER,
      scopes,
      ...expiry,
    },
    null,
    2,
  );
}

/** Stands where a secret would. */
export const PLACEHOLDER = 'kept-by-evergrant';

/** A token endpoint that nobody can reach. */
export const NOWHERE = 'https://evergrant-refreshes-this-token.invalid/read-the-file-again';

function microseconds(iso: string): string {
  return iso.replace(/\.(\d{3})Z$/, '.$1000Z');
}
