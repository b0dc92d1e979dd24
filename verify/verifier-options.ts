import type { Revocation } from './revocation.ts';

/** Signatures by a key pair (RFC 7518 section 3.1, RFC 8037, RFC 9864). Those of a shared secret are left out on purpose. */
export type Algorithm =
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512';

/** What you expect of every token. All spans are in seconds. */
export interface VerifierOptions<Required extends string = never> {
  /** `iss` must be exactly this: the issuer's identifier, a URL. */
  readonly issuer: string;
  /** `aud` must hold this, or one of these: the name of your service, never empty. */
  readonly audience: string | readonly string[];
  /** Claims that must be there as text that is not empty; `verify` then gives them the type `string`. @default none */
  readonly requiredClaims?: readonly Required[];
  /**
   * Where the keys are published: HTTPS, or HTTP on this machine.
   *
   * @default `jwks_uri` of ISSUER/.well-known/openid-configuration; if that is not there, ISSUER/.well-known/jwks.json
   */
  readonly jwksUri?: string;
  /** The algorithms that you accept. @default ['ES256'] */
  readonly algorithms?: readonly Algorithm[];
  /** `typ` of the header must be this, in any case and with or without `application/`. @default any */
  readonly type?: string;
  /** Longest time since `iat`, and longest life from `iat` to `exp`; more than 0. @default 28_800, 8 hours */
  readonly maximumAge?: number;
  /** How far the issuer's clock and this one may be apart, 0 to 300. @default 30 */
  readonly clockTolerance?: number;
  /** Characters of the longest token that is parsed, 1 to 65_536. @default 8_192 */
  readonly maximumSize?: number;
  /** Keys are used that long without asking the issuer, 1 to 86_400. A key that is withdrawn is refused after it. @default 600 */
  readonly cacheTime?: number;
  /** Keys are used that much longer while the issuer does not answer, 0 to 86_400. @default 600 */
  readonly staleTime?: number;
  /** Tokens of unknown keys make the verifier ask the issuer at most once in that time, 1 to 3_600. @default 30 */
  readonly cooldown?: number;
  /** Looks up each token that has passed every other rule; `jti` is required then. @default nothing is looked up */
  readonly revocation?: Revocation;
  /**
   * What to do when the lookup fails or takes too long. `accept` lets revoked tokens pass for as long as the list is away.
   *
   * @default 'refuse'
   */
  readonly revocationUnavailable?: 'refuse' | 'accept';
  /** How long one lookup may take, 0.01 to 60. @default 2 */
  readonly revocationTimeout?: number;
  /** Reads keys by HTTP from any host. Whoever is on the way can then replace them, and sign what they like. @default false */
  readonly dangerouslyAllowHttp?: boolean;
  /** Sends the questions for keys. @default the global fetch */
  readonly fetch?: typeof fetch;
  /** The clock: milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}
