import type { Ledger } from '../ports.ts';
import type { Milliseconds } from '../time.ts';
import { withdrawalAfter } from './finish-secret.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { PublishedKey, SigningKeyState } from './state.ts';
import { updateSigningKey } from './update.ts';

/**
 * Makes sure, before a token of this life is signed, that no key is withdrawn while such a token lives. The longest life
 * only ever rises: it is a day at most, and a key that stays published for a day longer costs nothing.
 *
 * @returns the state of the key after it
 */
export async function allowLife(
  ledger: Ledger,
  { key, life }: { key: string; life: Milliseconds },
): Promise<SigningKeyState> {
  const { state } = await updateSigningKey(ledger, key, (seen) =>
    seen.longestLife >= life
      ? undefined
      : { ...seen, longestLife: life, published: seen.published.map((one) => prolonged(one, seen, life)) },
  );
  return state;
}

/** A key that has a successor may sign until that one does. */
function prolonged(key: PublishedKey, state: SigningKeyState, life: Milliseconds): PublishedKey {
  if (key.withdrawAt === null) return key;
  const next = promotedKeys(state).find(({ generation }) => generation > key.generation);
  const needed = next ? withdrawalAfter(next.signsFrom, life) : key.withdrawAt;
  return { ...key, withdrawAt: Math.max(key.withdrawAt, needed) };
}
