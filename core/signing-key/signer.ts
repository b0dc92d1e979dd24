import type { SecretText } from '../secret-text.ts';
import type { SigningAlgorithm } from './algorithm.ts';
import type { PublicJwk, PublicJwks } from './public-jwk.ts';

/** The mathematics of signing keys. Nothing of it leaves the process, and nothing is stored. */
export interface Signer {
  /** A fresh key pair; the private half as the text of a JWK. */
  generate(algorithm: SigningAlgorithm): Promise<{ privateKey: SecretText; publicKey: PublicJwk }>;
  /** A JWT in compact form. Its header holds `alg`, `typ: JWT` and `kid`, and nothing else. */
  sign(
    claims: Readonly<Record<string, unknown>>,
    key: { privateKey: SecretText; publicKey: PublicJwk },
  ): Promise<SecretText>;
  /** Was it signed by a key of this set? Looks at the signature only. */
  verify(token: SecretText, published: PublicJwks): Promise<boolean>;
}
