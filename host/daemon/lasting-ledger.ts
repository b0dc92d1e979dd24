import type { Ledger, LedgerItems, LedgerKind, Stored } from '../../core/ports.ts';
import { Serial } from '../broker/serial.ts';

/**
 * The ledger of a host: on the disk, and in memory while the disk takes nothing. What is lost with the memory are records of
 * deliveries and runs; tokens are fetched anew, and a full disk must keep none of them from its consumers.
 */
export class LastingLedger implements Ledger {
  readonly #disk: Ledger;
  /** Told of each write: why the disk did not take it, or that it did. */
  readonly #wrote: (failure: unknown) => void;
  readonly #unwritten = new Map<string, Unwritten>();
  /** By how much the revisions given out are ahead of those on the disk, which took several writes as one. */
  readonly #ahead = new Map<string, number>();
  /** Disk and memory are compared and changed as one. */
  readonly #writes = new Serial();

  constructor(disk: Ledger, wrote: (failure: unknown) => void) {
    this.#disk = disk;
    this.#wrote = wrote;
  }

  async read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    return this.#inMemory(kind, id) ?? (await this.#onDisk(kind, id));
  }

  async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    { seen, item }: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    const given = { seen, item: structuredClone(item) };
    return await this.#writes.run(() => this.#replace(kind, id, given));
  }

  /** Writes what waits in memory, and tells how the disk is. Never rejects. */
  async catchUp(): Promise<void> {
    const waiting = [...this.#unwritten.keys()];
    for (const key of waiting)
      await this.#writes.run(async () => this.#unwritten.get(key)?.again()).catch(this.#wrote);
    if (waiting.length > 0) return;
    await this.#disk.read('host', 'none').then(() => this.#wrote(undefined), this.#wrote);
  }

  lastGood(grant: string): ReturnType<Ledger['lastGood']> {
    return this.#disk.lastGood(grant);
  }

  async #replace<K extends LedgerKind>(
    kind: K,
    id: string,
    { seen, item }: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    const waits = this.#inMemory(kind, id);
    if (waits && waits.revision !== seen) return false;
    const again = () => this.#write(kind, id, { seen, item });
    try {
      return await again();
    } catch (error) {
      this.#wrote(error);
      const known = waits ?? (await this.#onDisk(kind, id));
      if ((known?.revision ?? 0) !== seen) return false;
      this.#unwritten.set(keyOf(kind, id), { stored: { revision: seen + 1, item }, again });
      return true;
    }
  }

  async #write<K extends LedgerKind>(
    kind: K,
    id: string,
    { seen, item }: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    const key = keyOf(kind, id);
    const onDisk = this.#unwritten.has(key)
      ? ((await this.#disk.read(kind, id))?.revision ?? 0)
      : seen && seen - this.#aheadOf(key);
    const written = await this.#disk.replace(kind, id, { seen: onDisk, item });
    if (written) {
      this.#unwritten.delete(key);
      this.#ahead.set(key, seen - onDisk);
    }
    this.#wrote(undefined);
    return written;
  }

  #inMemory<K extends LedgerKind>(kind: K, id: string): Stored<LedgerItems[K]> | undefined {
    // Only `replace` of the same kind puts anything under its key.
    return structuredClone(this.#unwritten.get(keyOf(kind, id))?.stored) as
      | Stored<LedgerItems[K]>
      | undefined;
  }

  async #onDisk<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    try {
      const stored = await this.#disk.read(kind, id);
      return stored && { ...stored, revision: stored.revision + this.#aheadOf(keyOf(kind, id)) };
    } catch (error) {
      this.#wrote(error);
      return undefined;
    }
  }

  #aheadOf(key: string): number {
    return this.#ahead.get(key) ?? 0;
  }
}

interface Unwritten {
  readonly stored: Stored<unknown>;
  /** Tries to write it once more. @returns did the disk take it? */
  readonly again: () => Promise<boolean>;
}

function keyOf(kind: LedgerKind, id: string): string {
  return `${kind}/${id}`;
}
