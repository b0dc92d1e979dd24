import { isFault } from '../fault.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import { keyInForce } from './in-force.ts';
import { storedKeyValue } from './read-key-value.ts';
import { readKey, updateKey } from './update.ts';
import { keySecret } from './version-ids.ts';

/**
 * Makes sure that the ledger knows the key that was projected last: run before the first look. A state that is lost, or
 * from before that key, is brought up to it; nothing that a person or a rotation put in force is forgotten.
 *
 * @returns true when it had to be mended
 */
export async function mendKey(context: KeyContext): Promise<boolean> {
  const { ports, spec } = context;
  const current = await ports.secrets.labelled(keySecret(spec.name), 'AWSCURRENT');
  if (current === undefined) return false;
  const state = await readKey(ports.ledger, spec.name);
  if (state.settled?.versionId === current) return false;
  const value = await undamaged(() => storedKeyValue(context, current));
  if (!value || value.generation <= (state.settled?.generation ?? 0)) return false;
  const fraction = ports.random.fraction();
  const { applied } = await updateKey(ports.ledger, spec.name, (seen) =>
    (seen.settled?.generation ?? 0) < value.generation
      ? keyInForce(context, { seen, value, retires: null, fraction, verified: false })
      : undefined,
  );
  if (applied) {
    tellOfKey(context, 'recovered', {
      generation: value.generation,
      reason: 'StateMended',
      message: 'the newest state of the key was lost; it was rebuilt from the key that is in force',
    });
  }
  return applied;
}

async function undamaged<T>(task: () => Promise<T>): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    if (isFault(error) && error.code === 'SecretDamaged') return undefined;
    throw error;
  }
}
