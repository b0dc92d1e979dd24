import type { Instant } from '../time.ts';

/** What is known of one sink: the ledger item DELIVERY. Delivered is not adopted. */
export interface DeliveryRecord {
  readonly schema: 1;
  readonly sink: string;
  readonly grant: string;
  /** The token that lies in the sink now; 0 and null before the first delivery. */
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: Instant | null;
  /** When a consumer proved that it uses this generation; null while nobody did, or nobody can. */
  readonly adoptedAt: Instant | null;
  /** Why the last attempt failed; null when it did not. */
  readonly error: string | null;
}
