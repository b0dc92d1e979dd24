import type { SigningAlgorithm } from './algorithm.ts';
import type { PublicJwk } from './public-jwk.ts';

/** Kind and curve of the keys of each algorithm (RFC 7518 section 6.2.1, RFC 8037 section 2). */
export const KEY_FORM: Readonly<Record<SigningAlgorithm, Pick<PublicJwk, 'kty' | 'crv'>>> = {
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
};
