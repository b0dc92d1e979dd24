import type { SigningAlgorithm } from '../core/signing-key/algorithm.ts';

/** What verifiers read at `ISSUER/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 section 3). */
export interface DiscoveryDocument {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly id_token_signing_alg_values_supported: readonly SigningAlgorithm[];
  readonly response_types_supported: readonly ['id_token'];
  readonly subject_types_supported: readonly ['public'];
}

/**
 * The document of an issuer that gives its tokens to agents itself: nobody signs in here, so there is no endpoint to
 * be named, as with the issuers of workload identities.
 */
export function discoveryDocument(issuer: string, algorithm: SigningAlgorithm): DiscoveryDocument {
  return {
    issuer,
    jwks_uri: `${issuer}${JWKS_PATH}`,
    id_token_signing_alg_values_supported: [algorithm],
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
  };
}

export const DISCOVERY_PATH = '/.well-known/openid-configuration';
export const JWKS_PATH = '/.well-known/jwks.json';
