import { type GrantState, NO_GRANT } from '../grant/state.ts';
import type { Ledger } from '../ports.ts';

/** The state after an update, and whether the update's condition held. */
export interface Updated {
  readonly applied: boolean;
  readonly state: GrantState;
}

/** Reads a grant's state; {@link NO_GRANT} when there is none. */
export async function readGrant(ledger: Ledger, grant: string): Promise<GrantState> {
  return (await ledger.read('grant', grant))?.item ?? NO_GRANT;
}

/**
 * Writes `change(state)` if `change` still wants to, on whatever the state is by then.
 *
 * `change` is the condition and the write in one: it returns undefined when its condition does not hold, and the
 * state itself when it finds its own write already there (an earlier try whose answer was lost).
 */
export async function updateGrant(
  ledger: Ledger,
  grant: string,
  change: (state: GrantState) => GrantState | undefined,
): Promise<Updated> {
  for (;;) {
    const stored = await ledger.read('grant', grant);
    const state = stored?.item ?? NO_GRANT;
    const next = change(state);
    if (next === undefined) return { applied: false, state };
    if (next === state) return { applied: true, state };
    if (await ledger.replace('grant', grant, { seen: stored?.revision ?? 0, item: next })) {
      return { applied: true, state: next };
    }
  }
}
