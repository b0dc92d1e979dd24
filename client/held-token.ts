/** A token inside this package; `Token` in client.ts, which must stand alone as published types, is its public twin. */
export interface HeldToken {
  readonly value: string;
  readonly expiresAt: Date | undefined;
  readonly generation: number;
  readonly fingerprint: string;
}
