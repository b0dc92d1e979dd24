/**
 * The claims of a verified token (RFC 7519 section 4.1; times are in seconds since 1970). Claims without a type here came
 * from the issuer, and nobody has looked at them.
 */
export type VerifiedClaims<Required extends string = never> = {
  readonly iss: string;
  readonly aud: string | readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number;
  readonly sub?: string;
  readonly jti?: string;
  readonly [claim: string]: unknown;
} & { readonly [claim in Required]: string };
