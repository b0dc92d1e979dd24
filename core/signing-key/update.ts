import { readItem, updateItem } from '../ledger/update-item.ts';
import type { Ledger } from '../ports.ts';
import { NO_SIGNING_KEY, type SigningKeyState } from './state.ts';

/** Reads the state of a signing key; {@link NO_SIGNING_KEY} when there is none. */
export function readSigningKey(ledger: Ledger, key: string): Promise<SigningKeyState> {
  return readItem(ledger, { kind: 'signingKey', id: key, none: NO_SIGNING_KEY });
}

/** {@link updateItem} of a signing key. */
export function updateSigningKey(
  ledger: Ledger,
  key: string,
  change: (state: SigningKeyState) => SigningKeyState | undefined,
): Promise<{ readonly applied: boolean; readonly state: SigningKeyState }> {
  return updateItem(ledger, { kind: 'signingKey', id: key, none: NO_SIGNING_KEY, change });
}
