import { allowedAddress } from './allowed-address.ts';
import { getJson } from './get-json.ts';
import { type KeySet, keySet } from './key-set.ts';

/** Where the keys of an issuer lie. */
export interface KeyPlace {
  readonly issuer: string;
  /** undefined: the issuer's discovery document says it. */
  readonly jwksUri: string | undefined;
  readonly anyHttp: boolean;
  readonly fetch: typeof fetch;
}

/** @returns what reads the published keys; the place is discovered once and again after a failure */
export function keySetReader(place: KeyPlace): () => Promise<KeySet> {
  let known =
    place.jwksUri === undefined ? undefined : allowedAddress(place.jwksUri, 'jwksUri', place.anyHttp);
  return async () => {
    const url = known ?? (await discover(place));
    if (place.jwksUri === undefined) known = undefined;
    const answer = await getJson(url, place.fetch);
    if (answer.kind === 'absent') throw new Error(`there are no keys at ${url.href}`);
    const set = keySet(answer.value);
    known = url;
    return set;
  };
}

/** `jwks_uri` of the discovery document (OpenID Connect Discovery 1.0 section 4), else the usual place beside it. */
async function discover({ issuer, anyHttp, fetch }: KeyPlace): Promise<URL> {
  const base = issuer.replace(/\/$/, '');
  const document = allowedAddress(`${base}/.well-known/openid-configuration`, 'issuer', anyHttp);
  const answer = await getJson(document, fetch);
  if (answer.kind === 'absent') return new URL(`${base}/.well-known/jwks.json`);
  const told = typeof answer.value === 'object' && answer.value !== null ? { ...answer.value } : {};
  if (!('issuer' in told) || told.issuer !== issuer) {
    throw new Error(`${document.href} is the document of another issuer than ${issuer}`);
  }
  if (!('jwks_uri' in told) || typeof told.jwks_uri !== 'string') {
    throw new Error(`${document.href} has no jwks_uri`);
  }
  return allowedAddress(told.jwks_uri, 'jwks_uri', anyHttp);
}
