import type { SecretText } from '../secret-text.ts';
import { ended } from './close.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import { keyInForce } from './in-force.ts';
import { projectKey } from './project.ts';
import type { Tested } from './rotator.ts';
import type { KeyState, RetiringKey } from './state.ts';
import { readKey, updateKey } from './update.ts';
import { type KeyValue, writeKeyValue } from './value.ts';
import { keySecret, keyVersionId } from './version-ids.ts';

/** What became of a key that a person set. */
export type KeySet =
  | {
      readonly kind: 'set';
      readonly generation: number;
      readonly fingerprint: string;
      /** Did the issuer accept it? Without an issuer, or while it cannot be asked, nobody knows. */
      readonly proven: boolean;
      /** What becomes of the key before it: `stays` at the issuer until a person deletes it there. */
      readonly previous: 'none' | 'retires' | 'stays';
    }
  /** It is the key in force already. */
  | { readonly kind: 'unchanged'; readonly generation: number; readonly fingerprint: string }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string; readonly remedy: string };

/** Puts a key from a person in force. One that its issuer refuses is not taken. */
export async function setKey(context: KeyContext, key: SecretText): Promise<KeySet> {
  const { ports, spec } = context;
  const { rotator } = ports;
  const keyId = rotator?.keyIdOf(key);
  if (rotator && keyId === undefined) return foreign(spec.name);
  const tested = rotator ? await rotator.testSecret(key) : undefined;
  if (tested?.kind === 'refused') return { ...tested.verdict, kind: 'refused', remedy: again(spec.name) };
  const seen = await readKey(ports.ledger, spec.name);
  const fingerprint = ports.digest.fingerprint(key);
  if (seen.settled?.fingerprint === fingerprint) return await unchanged(context, { seen, tested });
  const value: KeyValue = {
    schema: 1,
    generation: (seen.settled?.generation ?? 0) + 1,
    intentId: ports.random.id(),
    origin: 'person',
    key,
    keyId: keyId ?? null,
    scopes: tested?.kind === 'accepted' ? tested.scopes : [],
    since: ports.clock.now(),
  };
  const versionId = keyVersionId(ports.digest, value.intentId);
  await ports.secrets.put(keySecret(spec.name), {
    versionId,
    value: writeKeyValue(value),
    label: 'AWSPENDING',
  });
  return await settle(context, { seen, value, proven: tested?.kind === 'accepted' });
}

async function settle(
  context: KeyContext,
  from: { seen: KeyState; value: KeyValue; proven: boolean },
): Promise<KeySet> {
  const { ports, spec } = context;
  const { seen, value, proven } = from;
  const retires = retiringOf(context, seen);
  const fraction = ports.random.fraction();
  const { state } = await updateKey(ports.ledger, spec.name, (now) => {
    if (now.settled?.intentId === value.intentId) return now;
    const closed = now.rotation ? ended(context, now, { rotation: now.rotation, fate: 'strays' }) : now;
    return keyInForce(context, { seen: closed, value, retires, fraction, verified: proven });
  });
  const { generation } = value;
  const fingerprint = ports.digest.fingerprint(value.key);
  tellOfKey(context, 'keySet', { generation, details: { fingerprint, proven } });
  if (state.settled) await projectKey(context, state.settled);
  const previous = seen.settled === null ? 'none' : retires ? 'retires' : 'stays';
  return { kind: 'set', generation, fingerprint, proven, previous };
}

/** A key that a rotation made is ours to delete; one that a person made may have other users. */
function retiringOf({ ports, spec }: KeyContext, { settled }: KeyState): RetiringKey | null {
  if (!settled || settled.origin === 'person' || settled.keyId === null || !spec.rotation) return null;
  const { keyId, generation, fingerprint } = settled;
  const deleteAfter = ports.clock.now() + spec.rotation.overlap;
  return { keyId, generation, fingerprint, deleteAfter, lookAt: deleteAfter, urgent: false };
}

async function unchanged(
  { ports, spec }: KeyContext,
  { seen, tested }: { seen: KeyState; tested: Tested | undefined },
): Promise<KeySet> {
  const { generation = 0, fingerprint = '' } = seen.settled ?? {};
  if (tested?.kind !== 'failed') {
    await updateKey(ports.ledger, spec.name, (now) => ({ ...now, refusal: null, consumerRefusedAt: null }));
  }
  return { kind: 'unchanged', generation, fingerprint };
}

function foreign(key: string): KeySet {
  return {
    kind: 'refused',
    reason: 'KeyMalformed',
    message: `this is no key of the issuer that apiKeys.${key} names: its form is another`,
    remedy: again(key),
  };
}

function again(key: string): string {
  return `copy the whole key from the issuer's page, then: evergrant key set ${key}`;
}
