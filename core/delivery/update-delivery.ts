import type { Ledger } from '../ports.ts';
import { type DeliveryRecord, deliveryRecord } from './delivery-record.ts';

/** Reads the record of a sink; a new one where nothing was delivered yet. */
export async function readDelivery(
  ledger: Pick<Ledger, 'read'>,
  names: { sink: string; grant: string },
): Promise<DeliveryRecord> {
  return deliveryRecord((await ledger.read('delivery', names.sink))?.item, names);
}

/**
 * Writes `change(record)` on whatever the record is by then.
 *
 * @returns the record as it is now
 */
export async function updateDelivery(
  ledger: Pick<Ledger, 'read' | 'replace'>,
  names: { sink: string; grant: string },
  change: (record: DeliveryRecord) => DeliveryRecord,
): Promise<DeliveryRecord> {
  for (;;) {
    const stored = await ledger.read('delivery', names.sink);
    const before = deliveryRecord(stored?.item, names);
    const item = change(before);
    if (item === before) return before;
    if (await ledger.replace('delivery', names.sink, { seen: stored?.revision ?? 0, item })) return item;
  }
}
