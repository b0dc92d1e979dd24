/** How agent tokens may be signed: key pairs only (RFC 7518 section 3.4, RFC 8037). */
export const SIGNING_ALGORITHMS = ['ES256', 'ES384', 'EdDSA'] as const;

export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];
