import type { TokenValue } from '../grant/value.ts';

/** A token on its way into a file. */
export interface ShapedToken {
  readonly value: TokenValue;
  /** First 12 hex digits of the access token's SHA-256. */
  readonly fingerprint: string;
}
