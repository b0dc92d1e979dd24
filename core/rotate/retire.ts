import { MINUTE, type Milliseconds } from '../time.ts';
import { backOff } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import type { Rotator } from './rotator.ts';
import type { KeyState, RetiringKey } from './state.ts';
import { updateKey } from './update.ts';
import { verifyKey } from './verify.ts';

/**
 * finishSecret: ends the keys whose overlap is over. Not before the issuer accepts the key in force, every sink holds
 * it, and no consumer is known to use the old one; for a consumer the overlap is doubled once.
 */
export async function retireKeys(
  context: KeyContext,
  { state, rotator }: { state: KeyState; rotator: Rotator },
): Promise<KeyOutcome | null> {
  const now = context.ports.clock.now();
  const over: RetiringKey[] = [];
  for (const old of state.retiring.filter(({ lookAt }) => lookAt <= now)) {
    if (!old.urgent && (await stillNeeded(context, old))) await waitWith(context, old);
    else over.push(old);
  }
  if (over.length === 0) return null;
  const proof = await verifyKey(context, { state, rotator });
  if (proof.kind !== 'accepted') {
    for (const old of over) await waitWith(context, old);
    return proof.outcome;
  }
  for (const old of over) {
    const gone = await rotator.finishSecret(old.keyId);
    if (gone.kind === 'failed') return await backOff(context, gone);
    await updateKey(context.ports.ledger, context.spec.name, (seen) => ({
      ...seen,
      backoff: null,
      retiring: seen.retiring.filter(({ keyId }) => keyId !== old.keyId),
    }));
    tellOfKey(context, 'keyRetired', {
      generation: old.generation,
      message: 'the overlap is over; the old key was deleted at its issuer',
      details: { fingerprint: old.fingerprint },
    });
  }
  return null;
}

async function stillNeeded(context: KeyContext, old: RetiringKey): Promise<boolean> {
  const { ports, spec } = context;
  const { sinks, consumers } = await ports.adoption.holdouts(spec.name, old.fingerprint);
  if (sinks.length > 0) return true;
  return consumers.length > 0 && ports.clock.now() < old.deleteAfter + (spec.rotation?.overlap ?? 0);
}

const AGAIN: Milliseconds = MINUTE;

async function waitWith({ ports, spec }: KeyContext, old: RetiringKey): Promise<void> {
  const lookAt = ports.clock.now() + AGAIN;
  await updateKey(ports.ledger, spec.name, (seen) => ({
    ...seen,
    retiring: seen.retiring.map((key) => (key.keyId === old.keyId ? { ...key, lookAt } : key)),
  }));
}
