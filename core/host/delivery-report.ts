import { adoptionOf, knownConsumers, staleConsumers } from '../delivery/adoption.ts';
import type { DeliveryRecord } from '../delivery/delivery-record.ts';
import type { Instant, Milliseconds } from '../time.ts';
import type { DeliveryReport } from './reported-delivery.ts';

/** What is known of one sink, boiled down for the report. @param look `within`: as the sink declares it */
export function deliveryReport(
  record: DeliveryRecord,
  look: { token: string; target: string; within: Milliseconds; now: Instant },
): DeliveryReport {
  const { token, target, within, now } = look;
  const { sink, generation, fingerprint, deliveredAt, adoptedAt, error, remedy } = record;
  const stale = staleConsumers(record, { within, now }).length > 0;
  return {
    sink,
    token,
    target,
    generation,
    fingerprint,
    deliveredAt,
    adoption: stale ? 'stale' : adoptionOf(record, now),
    adoptedAt,
    consumers: knownConsumers(record, now).length,
    error: error ?? record.after?.error ?? null,
    remedy: error === null && record.after?.error ? `correct sinks.${sink}.afterDelivery` : remedy,
  };
}
