import { type DeliveryRecord, deliveryRecord } from '../../core/delivery/delivery-record.ts';
import type { Ledger } from '../../core/ports.ts';

/** A sink as its record names it. */
export interface SinkNames {
  readonly sink: string;
  readonly grant: string;
}

type Change = (record: DeliveryRecord) => DeliveryRecord;

interface Waiting {
  readonly change: Change;
  readonly done: (record: DeliveryRecord) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The delivery records. Changes of one record that come while it is being written share the next write, so that a
 * thousand consumers who acknowledge at once cost a few writes and not a thousand.
 */
export class DeliveryBook {
  readonly #ledger: Ledger;
  readonly #queues = new Map<string, Waiting[]>();
  readonly #writers = new Map<string, Promise<void>>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  async read(names: SinkNames): Promise<DeliveryRecord> {
    return deliveryRecord((await this.#ledger.read('delivery', names.sink))?.item, names);
  }

  /** @returns the record as written, with this change and maybe later ones in it */
  update(names: SinkNames, change: Change): Promise<DeliveryRecord> {
    return new Promise((done, failed) => {
      const queue = this.#queues.get(names.sink) ?? [];
      this.#queues.set(names.sink, [...queue, { change, done, failed }]);
      if (!this.#writers.has(names.sink)) {
        this.#writers.set(
          names.sink,
          this.#write(names).finally(() => this.#writers.delete(names.sink)),
        );
      }
    });
  }

  /** Resolves when everything that waits now is written. */
  async idle(): Promise<void> {
    await Promise.all(this.#writers.values());
  }

  async #write(names: SinkNames): Promise<void> {
    for (;;) {
      const batch = this.#queues.get(names.sink) ?? [];
      this.#queues.delete(names.sink);
      if (batch.length === 0) return;
      try {
        const record = await this.#apply(names, batch);
        for (const { done } of batch) done(record);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
  }

  async #apply(names: SinkNames, batch: readonly Waiting[]): Promise<DeliveryRecord> {
    for (;;) {
      const stored = await this.#ledger.read('delivery', names.sink);
      const before = deliveryRecord(stored?.item, names);
      const item = batch.reduce((record, { change }) => change(record), before);
      if (item === before) return before;
      if (await this.#ledger.replace('delivery', names.sink, { seen: stored?.revision ?? 0, item }))
        return item;
    }
  }
}
