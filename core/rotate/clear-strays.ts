import { MINUTE, type Milliseconds } from '../time.ts';
import { backOff } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import type { Rotator } from './rotator.ts';
import type { KeyState, StrayKey } from './state.ts';
import { updateKey } from './update.ts';

/**
 * Looks for the keys of rotations that were given up, and deletes them: nobody has their secrets. One that is not
 * there is looked for once more, after the longest time that its request may have been under way.
 */
export async function clearStrays(
  context: KeyContext,
  { state, rotator }: { state: KeyState; rotator: Rotator },
): Promise<KeyOutcome | null> {
  const now = context.ports.clock.now();
  for (const stray of state.strays.filter(({ lookAt }) => lookAt <= now)) {
    const found = await rotator.findSecret(stray.name);
    if (found.kind === 'failed') return await backOff(context, found);
    const inUse = new Set([state.settled?.keyId, ...state.retiring.map(({ keyId }) => keyId)]);
    const orphans = found.keys.filter(({ keyId }) => !inUse.has(keyId));
    for (const { keyId } of orphans) {
      const gone = await rotator.finishSecret(keyId);
      if (gone.kind === 'failed') return await backOff(context, gone);
    }
    if (orphans.length > 0) {
      tellOfKey(context, 'recovered', { message: 'a key that a rotation had left behind was deleted' });
    }
    await forgetStray(context, { stray, over: orphans.length > 0 || now >= stray.since + LATE });
  }
  return null;
}

/** No request is under way for longer. */
const LATE: Milliseconds = 5 * MINUTE;

async function forgetStray(
  { ports, spec }: KeyContext,
  { stray, over }: { stray: StrayKey; over: boolean },
): Promise<void> {
  await updateKey(ports.ledger, spec.name, (seen) => {
    const others = seen.strays.filter(({ name }) => name !== stray.name);
    const again = { ...stray, lookAt: stray.since + LATE };
    return { ...seen, backoff: null, strays: over ? others : [...others, again] };
  });
}
