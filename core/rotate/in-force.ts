import type { KeyContext } from './context.ts';
import { rotationAt } from './rotation-at.ts';
import type { KeyState, RetiringKey, SettledKey } from './state.ts';
import type { KeyValue } from './value.ts';
import { keyTokenVersionId, keyVersionId } from './version-ids.ts';

/** A stored key about to become the truth. */
export interface KeySuccession {
  readonly seen: KeyState;
  readonly value: KeyValue;
  /** What becomes of the key before it at the issuer; null: it stays there. */
  readonly retires: RetiringKey | null;
  /** Uniform in [0, 1): places the next rotation, drawn once. */
  readonly fraction: number;
  /** The issuer has just accepted it. */
  readonly verified: boolean;
}

/** The state in which a key is in force and no trouble is left; rotation, `key set` and mending all end in it. */
export function keyInForce({ ports, spec }: KeyContext, succession: KeySuccession): KeyState {
  const { seen, value, retires, fraction, verified } = succession;
  const { digest } = ports;
  const now = ports.clock.now();
  const { generation, intentId, keyId, since, origin } = value;
  const settled: SettledKey = {
    generation,
    intentId,
    versionId: keyVersionId(digest, intentId),
    tokenVersionId: keyTokenVersionId(digest, intentId),
    keyId,
    fingerprint: digest.fingerprint(value.key),
    since,
    origin,
  };
  const { rotation } = spec;
  const retiring = retires ? [...seen.retiring, retires] : seen.retiring;
  return {
    ...seen,
    settled,
    rotation: null,
    refusal: null,
    backoff: null,
    consumerRefusedAt: null,
    wanted: null,
    rotateAt: rotation && rotationAt(now, { rotateEvery: rotation.rotateEvery, fraction }),
    verifiedAt: verified ? now : null,
    verifyAt: rotation && (verified ? now + rotation.verifyEvery : now),
    // Somebody may have gone back to a key that was about to go.
    retiring: retiring.filter((old) => old.keyId !== keyId),
    scopes: value.scopes,
    superseded: seen.settled ? [...seen.superseded, seen.settled].map(versionsOf) : seen.superseded,
  };
}

function versionsOf({ versionId, tokenVersionId }: Pick<SettledKey, 'versionId' | 'tokenVersionId'>) {
  return { versionId, tokenVersionId };
}
