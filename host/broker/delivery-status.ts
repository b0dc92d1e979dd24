import { adoptionOf, generationOf, knownConsumers, staleConsumers } from '../../core/delivery/adoption.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import type { ConsumerStatus, DeliveryStatus } from '../../core/status.ts';
import { type Instant, isoOrNull, toIso } from '../../core/time.ts';
import type { Place } from './token-places.ts';

/** A place with its record, at this machine's time. */
export interface DeliveryLook {
  readonly place: Pick<Place, 'sink' | 'target' | 'within'>;
  readonly record: DeliveryRecord;
  readonly now: Instant;
}

/** How one place is, for `evergrant status`. */
export function deliveryStatus(at: DeliveryLook): DeliveryStatus {
  const { place, record, now } = at;
  const { after } = record;
  return {
    sink: place.sink,
    target: place.target,
    generation: record.generation,
    fingerprint: record.fingerprint,
    deliveredAt: isoOrNull(record.deliveredAt),
    adoption: adoptionOf(record, now),
    adoptedAt: isoOrNull(record.adoptedAt),
    consumers: consumersOf(at),
    followUp: after && { failures: after.failures, error: after.error, nextAt: toIso(after.nextAt) },
    error: record.error,
  };
}

function consumersOf({ place, record, now }: DeliveryLook): readonly ConsumerStatus[] {
  const stale = new Set(
    staleConsumers(record, { within: place.within, now }).map(({ consumer }) => consumer),
  );
  return knownConsumers(record, now).map(({ consumer, fingerprint, at, how }) => ({
    consumer,
    adoption: fingerprint === record.fingerprint ? 'adopted' : stale.has(consumer) ? 'stale' : 'delivered',
    generation: generationOf(record, fingerprint) ?? null,
    fingerprint,
    provenAt: toIso(at),
    how,
  }));
}
