import type { SigningAlgorithm } from './algorithm.ts';

/** The public half of a signing key as verifiers fetch it (RFC 7517). There is no room in it for a private member. */
export interface PublicJwk {
  readonly kty: 'EC' | 'OKP';
  readonly crv: 'P-256' | 'P-384' | 'Ed25519';
  readonly x: string;
  /** Of an EC key only. */
  readonly y?: string;
  /** Thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly alg: SigningAlgorithm;
  readonly use: 'sig';
}

/** The document at `/.well-known/jwks.json` (RFC 7517 section 5). */
export interface PublicJwks {
  readonly keys: readonly PublicJwk[];
}
