import { isRecord } from './answer-fields.ts';
import { urlKind } from './secure-url.ts';

/** What is used of a metadata document (RFC 8414 section 2, OpenID Connect Discovery 1.0 section 3). */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  readonly introspectionEndpoint?: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  readonly scopesSupported?: readonly string[];
  readonly claimsSupported?: readonly string[];
  /** Absent means `client_secret_basic` (RFC 8414 section 2). */
  readonly authenticationMethods?: readonly string[];
}

/** A document that can be used, or what is wrong with it: lower case, no full stop. */
export type DiscoveryReading =
  | { readonly kind: 'discovered'; readonly endpoints: IssuerMetadata }
  | { readonly kind: 'invalid'; readonly problem: string };

const WELL_KNOWN = /\/\.well-known\/(openid-configuration|oauth-authorization-server)/;

/**
 * Addresses to try, in order, for the metadata of an issuer. An address that already names a well-known document
 * stands for itself; an issuer identifier is tried as OpenID Connect and then as RFC 8414 section 3.1 places it.
 */
export function discoveryAddresses(url: string): readonly string[] {
  if (WELL_KNOWN.test(url)) return [url];
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

/**
 * Reads a metadata document. It is refused when it is another issuer's (RFC 8414 section 3.3: a mix-up sends secrets
 * to the wrong server), lacks an endpoint, or names one without TLS outside this machine.
 *
 * @param url as declared: the issuer identifier, with or without its well-known part.
 */
export function readDiscoveryDocument(body: string, url: string): DiscoveryReading {
  const document = parse(body);
  if (!document) return invalid('the discovery document is not a JSON object');
  const { issuer } = document;
  const expected = url.replace(WELL_KNOWN, '');
  if (typeof issuer !== 'string' || trimSlash(issuer) !== trimSlash(expected)) {
    return invalid(`the discovery document names another issuer than ${expected}`);
  }
  const { authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint } = document;
  if (typeof authorizationEndpoint !== 'string')
    return invalid('the discovery document has no authorization_endpoint');
  if (typeof tokenEndpoint !== 'string') return invalid('the discovery document has no token_endpoint');
  const unsafe = ADDRESSES.find((name) => document[name] !== undefined && !isSafe(document[name]));
  if (unsafe) return invalid(`the discovery document has a ${unsafe} that is not an https address`);
  return {
    kind: 'discovered',
    endpoints: { issuer, authorizationEndpoint, tokenEndpoint, ...optionalParts(document) },
  };
}

const ADDRESSES = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'introspection_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
];

/** Absent parts stay absent, so that a profile made of them overrides nothing. */
function optionalParts(document: Record<string, unknown>): Partial<IssuerMetadata> {
  const revocationEndpoint = text(document.revocation_endpoint);
  const introspectionEndpoint = text(document.introspection_endpoint);
  const userinfoEndpoint = text(document.userinfo_endpoint);
  const jwksUri = text(document.jwks_uri);
  const scopesSupported = texts(document.scopes_supported);
  const claimsSupported = texts(document.claims_supported);
  const authenticationMethods = texts(document.token_endpoint_auth_methods_supported);
  return {
    ...(revocationEndpoint && { revocationEndpoint }),
    ...(introspectionEndpoint && { introspectionEndpoint }),
    ...(userinfoEndpoint && { userinfoEndpoint }),
    ...(jwksUri && { jwksUri }),
    ...(scopesSupported && { scopesSupported }),
    ...(claimsSupported && { claimsSupported }),
    ...(authenticationMethods && { authenticationMethods }),
  };
}

function isSafe(value: unknown): boolean {
  return typeof value === 'string' && urlKind(value) === 'secure';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

function trimSlash(url: string): string {
  return url.replace(/\/$/, '');
}

function invalid(problem: string): DiscoveryReading {
  return { kind: 'invalid', problem };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
