import type { Instant } from '../time.ts';

/** What is known of one sink: the ledger item DELIVERY. Delivered is not adopted. */
export interface DeliveryRecord {
  readonly schema: 1;
  /** Name of the sink; `token/NAME` for a token that consumers get without one. */
  readonly sink: string;
  readonly grant: string;
  /** The token that lies in the sink now; 0 and null before the first delivery. */
  readonly generation: number;
  readonly fingerprint: string | null;
  readonly deliveredAt: Instant | null;
  /** What lay there before, newest first, at most {@link MOST_EARLIER}. */
  readonly earlier: readonly Delivered[];
  /** When the last of the known consumers proved that it uses this generation; null while one did not, or none can. */
  readonly adoptedAt: Instant | null;
  /** The last proof of each consumer, newest last. */
  readonly consumers: readonly Proof[];
  /** What still has to be done after the delivery; null: nothing, or it is done. */
  readonly after: AfterDeliveryDue | null;
  /** Why the last attempt failed; null when it did not. */
  readonly error: string | null;
  /** What repairs that; null: nothing failed, or nothing more is known of it. */
  readonly remedy: string | null;
}

export interface Delivered {
  readonly generation: number;
  readonly fingerprint: string;
  readonly deliveredAt: Instant;
}

/** A consumer showed which token it uses. */
export interface Proof {
  readonly consumer: string;
  readonly fingerprint: string;
  readonly at: Instant;
  readonly how: 'acknowledged' | 'fetched' | 'probed' | 'refused';
}

/** A command or signal that is due. */
export interface AfterDeliveryDue {
  readonly failures: number;
  /** First failure of this delivery; null: it was not tried yet. */
  readonly failingSince: Instant | null;
  /** Not tried before. */
  readonly nextAt: Instant;
  readonly error: string | null;
}

export const MOST_EARLIER = 10;

/**
 * A stored record, complete: fields that an earlier version did not write are as in a new one. What was stored of another
 * grant, as of a sink that gets another token now, does not count: generations of two grants cannot be compared.
 */
export function deliveryRecord(
  stored: DeliveryRecord | undefined,
  names: { sink: string; grant: string },
): DeliveryRecord {
  return {
    schema: 1,
    generation: 0,
    fingerprint: null,
    deliveredAt: null,
    earlier: [],
    adoptedAt: null,
    consumers: [],
    after: null,
    error: null,
    remedy: null,
    ...(stored?.grant === names.grant ? stored : {}),
    ...names,
  };
}

/** The record after a token was put into the sink. `follows`: something is to be done after it. */
export function afterDelivery(
  record: DeliveryRecord,
  { delivered, follows }: { delivered: Delivered; follows: boolean },
): DeliveryRecord {
  const last = lastDelivered(record);
  const isNew = last !== undefined && last.generation !== delivered.generation;
  return {
    ...record,
    ...delivered,
    earlier: isNew ? [last, ...record.earlier].slice(0, MOST_EARLIER) : record.earlier,
    adoptedAt: isNew ? null : record.adoptedAt,
    after: follows ? { failures: 0, failingSince: null, nextAt: delivered.deliveredAt, error: null } : null,
    error: null,
    remedy: null,
  };
}

/** What lies in the sink; undefined before the first delivery. */
export function lastDelivered(record: DeliveryRecord): Delivered | undefined {
  const { generation, fingerprint, deliveredAt } = record;
  return fingerprint === null || deliveredAt === null ? undefined : { generation, fingerprint, deliveredAt };
}
