import type { Ledger } from '../ports.ts';
import { type KeyState, NO_KEY } from './state.ts';

/** Reads the state of an API key; {@link NO_KEY} when there is none. */
export async function readKey(ledger: Ledger, key: string): Promise<KeyState> {
  return (await ledger.read('key', key))?.item ?? NO_KEY;
}

/**
 * Writes `change(state)` if `change` still wants to, on whatever the state is by then: undefined means that its
 * condition does not hold, the state itself that there is nothing to write.
 */
export async function updateKey(
  ledger: Ledger,
  key: string,
  change: (state: KeyState) => KeyState | undefined,
): Promise<{ readonly applied: boolean; readonly state: KeyState }> {
  for (;;) {
    const stored = await ledger.read('key', key);
    const state = stored?.item ?? NO_KEY;
    const next = change(state);
    if (next === undefined) return { applied: false, state };
    if (next === state) return { applied: true, state };
    if (await ledger.replace('key', key, { seen: stored?.revision ?? 0, item: next })) {
      return { applied: true, state: next };
    }
  }
}
