import { MINUTE } from '../time.ts';
import { carryOn } from './carry-on.ts';
import { backOff, ended } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import { storedKeyValue } from './read-key-value.ts';
import { savePending } from './rotate.ts';
import type { Rotator } from './rotator.ts';
import type { KeyState, OpenRotation } from './state.ts';
import { updateKey } from './update.ts';
import type { KeyValue } from './value.ts';
import { keyVersionId } from './version-ids.ts';

/**
 * Finds out what became of a rotation whose owner is gone or gave up. A saved key goes on to its test; one that the
 * issuer made and shows again is adopted; every other is given up and deleted, for its secret exists nowhere.
 *
 * @returns null when the key must be looked at again
 */
export async function recoverRotation(
  context: KeyContext,
  { state, open, rotator }: { state: KeyState; open: OpenRotation; rotator: Rotator },
): Promise<KeyOutcome | null> {
  const rotation = await takeOver(context, open);
  if (!rotation) return null;
  const saved = await storedKeyValue(context, keyVersionId(context.ports.digest, rotation.id));
  if (saved) return await carryOn(context, { rotation, value: saved, rotator });
  const found = await rotator.findSecret(rotation.name);
  if (found.kind === 'failed') return await backOff(context, { ...found, rotation, fate: 'stays' });
  const shown = found.keys.find(({ key }) => key !== null);
  if (shown?.key) {
    const value = adopted(context, { state, rotation, made: { keyId: shown.keyId, key: shown.key } });
    const unsaved = await savePending(context, value);
    if (unsaved) return await backOff(context, { ...unsaved, rotation, fate: 'stays' });
    tellOfKey(context, 'recovered', {
      message: 'a key that the issuer had made before a crash was found and adopted',
    });
    return await carryOn(context, { rotation, value, rotator });
  }
  // Closed before anything is deleted, so that an owner who wakes up cannot put a deleted key in force.
  await updateKey(context.ports.ledger, context.spec.name, (seen) =>
    seen.rotation?.id === rotation.id ? ended(context, seen, { rotation, fate: 'strays' }) : undefined,
  );
  tellOfKey(context, 'recovered', {
    message: 'a rotation was cut short before its key was saved; what it may have made is deleted',
  });
  return null;
}

async function takeOver({ ports, spec }: KeyContext, open: OpenRotation): Promise<OpenRotation | null> {
  const { applied, state } = await updateKey(ports.ledger, spec.name, (seen) => {
    if (seen.rotation?.id !== open.id || seen.rotation.fence !== open.fence) return undefined;
    const fence = seen.fence + 1;
    const until = ports.clock.now() + 2 * MINUTE;
    return { ...seen, fence, rotation: { ...open, owner: ports.holder.id, fence, until } };
  });
  return applied ? state.rotation : null;
}

function adopted(
  { ports, spec }: KeyContext,
  from: { state: KeyState; rotation: OpenRotation; made: Pick<KeyValue, 'key'> & { keyId: string } },
): KeyValue {
  const { state, rotation, made } = from;
  return {
    schema: 1,
    generation: (state.settled?.generation ?? 0) + 1,
    intentId: rotation.id,
    origin: 'rotation',
    ...made,
    scopes: spec.rotation?.scopes ?? state.scopes,
    since: ports.clock.now(),
  };
}
