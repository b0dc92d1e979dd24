import { TokenMissing } from './errors/form-errors.ts';

/** Headers of a request: those of fetch, or the record of Node's http, whose names are in lower case. */
export type RequestHeaders =
  | FetchHeaders
  | { readonly [name: string]: string | readonly string[] | undefined };

interface FetchHeaders {
  get(name: string): string | null;
}

/** `b64token` of RFC 6750 section 2.1; the scheme in any case (RFC 9110 section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** The token of `Authorization: Bearer …`. @throws TokenMissing, without a word of what stands there instead */
export function bearerTokenOf(headers: RequestHeaders): string {
  const value = isFetchHeaders(headers) ? headers.get('authorization') : headers.authorization;
  const token = typeof value === 'string' ? BEARER.exec(value)?.[1] : undefined;
  if (token !== undefined) return token;
  throw new TokenMissing({ expected: 'one Authorization header of the form Bearer TOKEN' });
}

/** A header named `get` has text as its value. */
function isFetchHeaders(headers: RequestHeaders): headers is FetchHeaders {
  return typeof headers.get === 'function';
}
