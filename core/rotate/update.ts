import { readItem, updateItem } from '../ledger/update-item.ts';
import type { Ledger } from '../ports.ts';
import { type KeyState, NO_KEY } from './state.ts';

/** Reads the state of an API key; {@link NO_KEY} when there is none. */
export function readKey(ledger: Ledger, key: string): Promise<KeyState> {
  return readItem(ledger, { kind: 'key', id: key, none: NO_KEY });
}

/** {@link updateItem} of an API key. */
export function updateKey(
  ledger: Ledger,
  key: string,
  change: (state: KeyState) => KeyState | undefined,
): Promise<{ readonly applied: boolean; readonly state: KeyState }> {
  return updateItem(ledger, { kind: 'key', id: key, none: NO_KEY, change });
}
