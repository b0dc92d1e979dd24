import type { Ledger, LedgerItems, LedgerKind } from '../ports.ts';

/** An item of the ledger: its key, and what it is taken for where there is none. */
export interface ItemPlace<K extends LedgerKind> {
  readonly kind: K;
  readonly id: string;
  readonly none: LedgerItems[K];
}

/** Reads an item. */
export async function readItem<K extends LedgerKind>(
  ledger: Ledger,
  { kind, id, none }: ItemPlace<K>,
): Promise<LedgerItems[K]> {
  return (await ledger.read(kind, id))?.item ?? none;
}

/** {@link updateItem}: what to write, and where. */
export interface ItemUpdate<K extends LedgerKind> extends ItemPlace<K> {
  /**
   * Condition and write in one: undefined means that the condition does not hold, the state itself that there is
   * nothing to write, as where an earlier try was written and its answer was lost.
   */
  readonly change: (state: LedgerItems[K]) => LedgerItems[K] | undefined;
}

/** Writes `change(state)` if `change` still wants to, on whatever the state is by then. */
export async function updateItem<K extends LedgerKind>(
  ledger: Ledger,
  { kind, id, none, change }: ItemUpdate<K>,
): Promise<{ readonly applied: boolean; readonly state: LedgerItems[K] }> {
  for (;;) {
    const stored = await ledger.read(kind, id);
    const state = stored?.item ?? none;
    const next = change(state);
    if (next === undefined) return { applied: false, state };
    if (next === state) return { applied: true, state };
    if (await ledger.replace(kind, id, { seen: stored?.revision ?? 0, item: next })) {
      return { applied: true, state: next };
    }
  }
}
