import { Fault, isFault } from '../fault.ts';
import { MINUTE, type Milliseconds } from '../time.ts';
import { carryOn } from './carry-on.ts';
import { backOff, type Trouble } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import { currentKeyValue } from './read-key-value.ts';
import type { Rotator } from './rotator.ts';
import type { KeyState, OpenRotation, SettledKey } from './state.ts';
import { updateKey } from './update.ts';
import { type KeyValue, writeKeyValue } from './value.ts';
import { keySecret, keyVersionId } from './version-ids.ts';

/** What a rotation starts from. */
export interface RotateFrom {
  readonly seen: KeyState;
  readonly urgent: boolean;
  readonly rotator: Rotator;
}

/**
 * One rotation: prove that the successor can be stored, record the intent, createSecret, save, then {@link carryOn}.
 *
 * @returns null when somebody else moved in between: look at the key again
 */
export async function rotate(context: KeyContext, from: RotateFrom): Promise<KeyOutcome | null> {
  const { seen, rotator } = from;
  const { settled } = seen;
  if (!settled) return { kind: 'noKey' };
  const id = context.ports.random.id();
  const scopes = context.spec.rotation?.scopes ?? seen.scopes;
  const trouble =
    scopes.length === 0 ? scopesUnknown(context) : await unproven(context, { from, settled, id });
  if (trouble) return await backOff(context, trouble);
  const rotation = await recordIntent(context, { from, id });
  if (!rotation) return null;
  tellOfKey(context, 'rotationStarted', { generation: settled.generation, details: { intent: id } });
  const created = await rotator.createSecret({ name: rotation.name, scopes });
  if (created.kind === 'failed') {
    const fate = created.verdict.spent === 'no' ? 'closed' : 'strays';
    return await backOff(context, { ...created, rotation, fate });
  }
  const value: KeyValue = {
    schema: 1,
    generation: settled.generation + 1,
    intentId: id,
    origin: 'rotation',
    key: created.key,
    keyId: created.keyId,
    scopes,
    since: context.ports.clock.now(),
  };
  const unsaved = await savePending(context, value);
  if (unsaved) return await backOff(context, { ...unsaved, rotation, fate: 'strays' });
  return await carryOn(context, { rotation, value, rotator });
}

/** Stores a made key under AWSPENDING. @returns why it could not be; then the key is made anew, for it costs nothing */
export async function savePending(context: KeyContext, value: KeyValue): Promise<Trouble | undefined> {
  const { ports, spec } = context;
  const versionId = keyVersionId(ports.digest, value.intentId);
  return await faulted(() =>
    ports.secrets.put(keySecret(spec.name), { versionId, value: writeKeyValue(value), label: 'AWSPENDING' }),
  );
}

/** Longer than any exchange may take, and the tests after it. */
const LOCK_SPAN: Milliseconds = 2 * MINUTE;

/** Records the rotation, IF nobody wrote since in a way that matters. */
async function recordIntent(
  { ports, spec }: KeyContext,
  { from, id }: { from: RotateFrom; id: string },
): Promise<OpenRotation | null> {
  const { seen, urgent } = from;
  const startedAt = ports.clock.now();
  const open: OpenRotation = {
    id,
    name: `evergrant ${spec.name} ${id}`,
    owner: ports.holder.id,
    fence: seen.fence + 1,
    until: startedAt + LOCK_SPAN,
    startedAt,
    urgent,
  };
  const { applied } = await updateKey(ports.ledger, spec.name, (now) => {
    if (now.rotation?.id === id) return now;
    const same = now.rotation === null && now.fence === seen.fence;
    const sameKey = now.settled?.intentId === seen.settled?.intentId;
    return same && sameKey ? { ...now, fence: open.fence, rotation: open } : undefined;
  });
  return applied ? open : null;
}

/** The key in force is readable and its successor can be stored; a failure here has asked the issuer for nothing. */
function unproven(
  context: KeyContext,
  { from, settled, id }: { from: RotateFrom; settled: SettledKey; id: string },
): Promise<Trouble | undefined> {
  const { ports, spec } = context;
  return faulted(async () => {
    const { key } = await currentKeyValue(context, settled);
    if (settled.keyId === null && from.rotator.keyIdOf(key) === undefined) throw nameless(spec.name);
    await ports.secrets.prepare(keySecret(spec.name), keyVersionId(ports.digest, id));
  });
}

async function faulted(task: () => Promise<void>): Promise<Trouble | undefined> {
  try {
    await task();
    return undefined;
  } catch (error) {
    if (!isFault(error)) throw error;
    const { code: reason, message, remedy = '' } = error;
    return { verdict: { class: 'transient', reason, message, remedy }, retryAfter: null };
  }
}

/** Without its id the old key could never be deleted. */
function nameless(key: string): Fault {
  return new Fault({
    code: 'KeyIdUnknown',
    message: `the value of API key ${key} does not look like a key of its issuer, so its successor could not replace it`,
    remedy: `evergrant key set ${key}`,
  });
}

function scopesUnknown({ spec }: KeyContext): Trouble {
  return {
    verdict: {
      class: 'client_misconfigured',
      reason: 'KeyScopesUnknown',
      message:
        'the issuer did not say what the key in force may do, and a new key without scopes could do anything',
      remedy: `declare apiKeys.${spec.name}.scopes, then: evergrant rotate ${spec.name} --now`,
    },
    retryAfter: null,
  };
}
