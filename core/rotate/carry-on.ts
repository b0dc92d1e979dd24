import { MINUTE, type Milliseconds } from '../time.ts';
import { backOff, ended } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import { keyInForce } from './in-force.ts';
import type { KeyOutcome } from './outcome.ts';
import { projectKey } from './project.ts';
import { currentKeyValue } from './read-key-value.ts';
import type { NotDone, Rotator, Tested } from './rotator.ts';
import type { KeyState, OpenRotation, RetiringKey } from './state.ts';
import { readKey, updateKey } from './update.ts';
import type { KeyValue } from './value.ts';

/** A key that was made and saved, and that nobody uses yet. */
export interface PendingKey {
  readonly rotation: OpenRotation;
  readonly value: KeyValue;
}

/** setSecret, testSecret, then the switch: the saved key comes into force and the old one begins to retire. */
export async function carryOn(
  context: KeyContext,
  pending: PendingKey & { readonly rotator: Rotator },
): Promise<KeyOutcome | null> {
  const { rotation, value, rotator } = pending;
  const set = await rotator.setSecret({ keyId: value.keyId ?? '', key: value.key });
  if (set.kind === 'failed') return await later(context, { rotation, trouble: set });
  const tested = await rotator.testSecret(value.key);
  if (tested.kind !== 'accepted') return await notAccepted(context, { rotation, tested });
  const missing = value.scopes.filter((scope) => !tested.scopes.includes(scope));
  if (missing.length > 0) return await tooNarrow(context, { rotation, missing });
  const settled = await settle(context, pending);
  if (!settled) return null;
  await projectKey(context, settled);
  tellOfKey(context, 'rotated', {
    generation: settled.generation,
    details: { fingerprint: settled.fingerprint },
  });
  return { kind: 'rotated', generation: settled.generation };
}

/** An issuer may take a moment to accept what it has just made. */
const SETTLING_IN: Milliseconds = 10 * MINUTE;

async function notAccepted(
  context: KeyContext,
  { rotation, tested }: { rotation: OpenRotation; tested: Exclude<Tested, { kind: 'accepted' }> },
): Promise<KeyOutcome> {
  const waits = context.ports.clock.now() - rotation.startedAt < SETTLING_IN;
  if (tested.kind === 'failed') return await later(context, { rotation, trouble: tested });
  const verdict = {
    ...tested.verdict,
    class: 'transient',
    reason: 'NewKeyRefused',
    message: 'the issuer made a new key and does not accept it yet; the key in force goes on',
    remedy: '',
  } as const;
  return await backOff(context, {
    verdict,
    retryAfter: null,
    rotation,
    fate: waits ? 'stays' : 'strays',
  });
}

function later(
  context: KeyContext,
  { rotation, trouble }: { rotation: OpenRotation; trouble: NotDone },
): Promise<KeyOutcome> {
  return backOff(context, { ...trouble, rotation, fate: 'stays' });
}

function tooNarrow(
  context: KeyContext,
  { rotation, missing }: { rotation: OpenRotation; missing: readonly string[] },
): Promise<KeyOutcome> {
  const verdict = {
    class: 'insufficient_scope',
    reason: 'NewKeyTooNarrow',
    message: `the new key may do less than was asked for (it lacks ${missing.slice(0, 5).join(', ')}), so it was not put in force`,
    remedy: `give the managing key these scopes, or correct apiKeys.${context.spec.name}.scopes, then: evergrant rotate ${context.spec.name} --now`,
  } as const;
  return backOff(context, { verdict, retryAfter: null, rotation, fate: 'strays' });
}

/** The truth changes in one write, IF the rotation is still this one. Lost: the made key is nobody's and goes. */
async function settle(context: KeyContext, { rotation, value }: PendingKey) {
  const { ports, spec } = context;
  const retires = await retiring(context, rotation);
  const fraction = ports.random.fraction();
  const { applied, state } = await updateKey(ports.ledger, spec.name, (seen) => {
    if (seen.settled?.intentId === rotation.id) return seen;
    if (seen.rotation?.id !== rotation.id) return undefined;
    const next = keyInForce(context, { seen, value, retires, fraction, verified: true });
    if (rotation.urgent) return hurried(next);
    // It was begun before the emergency, and the key before it keeps its overlap.
    return seen.wanted === 'emergency' ? { ...next, wanted: seen.wanted } : next;
  });
  if (applied) return state.settled;
  await updateKey(ports.ledger, spec.name, (seen) => ended(context, seen, { rotation, fate: 'strays' }));
  return null;
}

async function retiring(context: KeyContext, rotation: OpenRotation): Promise<RetiringKey | null> {
  const { ports, spec } = context;
  const { settled } = await readKey(ports.ledger, spec.name);
  if (!settled || settled.intentId === rotation.id) return null;
  const { key } = await currentKeyValue(context, settled);
  const keyId = settled.keyId ?? ports.rotator?.keyIdOf(key);
  if (keyId === undefined) return null;
  const { generation, fingerprint } = settled;
  const deleteAfter = ports.clock.now() + (rotation.urgent ? 0 : (spec.rotation?.overlap ?? 0));
  return { keyId, generation, fingerprint, deleteAfter, lookAt: deleteAfter, urgent: rotation.urgent };
}

/** After an emergency none of the earlier keys keeps its overlap. */
function hurried(state: KeyState): KeyState {
  const old = state.retiring.map((key) => ({ ...key, urgent: true, lookAt: 0 }));
  return { ...state, retiring: old };
}
