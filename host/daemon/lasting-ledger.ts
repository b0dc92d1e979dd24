import type { Ledger, LedgerItems, LedgerKind, Stored } from '../../core/ports.ts';

/**
 * The ledger of a host: on the disk, and in memory while the disk takes nothing. What is lost with the memory are records of
 * deliveries and runs; tokens are fetched anew, and a full disk must keep none of them from its consumers.
 */
export class LastingLedger implements Ledger {
  readonly #disk: Ledger;
  /** Told of each write: why the disk did not take it, or that it did. */
  readonly #wrote: (failure: unknown) => void;
  readonly #unwritten = new Map<string, Stored<unknown>>();

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
    const unwritten = this.#inMemory(kind, id);
    if (unwritten && unwritten.revision !== seen) return false;
    try {
      const revision = unwritten ? ((await this.#disk.read(kind, id))?.revision ?? 0) : seen;
      const written = await this.#disk.replace(kind, id, { seen: revision, item });
      if (written) this.#unwritten.delete(keyOf(kind, id));
      this.#wrote(undefined);
      return written;
    } catch (error) {
      this.#wrote(error);
      this.#unwritten.set(keyOf(kind, id), { revision: seen + 1, item });
      return true;
    }
  }

  lastGood(grant: string): ReturnType<Ledger['lastGood']> {
    return this.#disk.lastGood(grant);
  }

  #inMemory<K extends LedgerKind>(kind: K, id: string): Stored<LedgerItems[K]> | undefined {
    // Only `replace` of the same kind puts anything under its key.
    return this.#unwritten.get(keyOf(kind, id)) as Stored<LedgerItems[K]> | undefined;
  }

  async #onDisk<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    try {
      return await this.#disk.read(kind, id);
    } catch (error) {
      this.#wrote(error);
      return undefined;
    }
  }
}

function keyOf(kind: LedgerKind, id: string): string {
  return `${kind}/${id}`;
}
