import type { Ledger, LedgerItems, LedgerKind, Stored } from '../../../core/ports.ts';

/** A ledger in memory. Everything in it may be looked at and changed by a test. */
export class MemoryLedger implements Ledger {
  readonly items: { readonly [K in LedgerKind]: Map<string, Stored<LedgerItems[K]>> } = {
    grant: new Map(),
    incident: new Map(),
    delivery: new Map(),
    daemon: new Map(),
    key: new Map(),
    signingKey: new Map(),
    agentToken: new Map(),
    host: new Map(),
  };

  async read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    const stored = this.items[kind].get(id);
    return stored && structuredClone(stored);
  }

  async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    const items = this.items[kind];
    const revision = items.get(id)?.revision ?? 0;
    if (revision !== write.seen) return false;
    items.set(id, { revision: revision + 1, item: structuredClone(write.item) });
    return true;
  }

  async lastGood(grant: string): Promise<Stored<LedgerItems['grant']> | undefined> {
    return await this.read('grant', grant);
  }
}
