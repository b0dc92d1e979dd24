import type { Instant } from '../time.ts';
import type { RotationSpec } from './context.ts';
import type { KeyDemand, KeyOutcome } from './outcome.ts';
import type { KeyState, OpenRotation } from './state.ts';

/** Everything that decides what is done next for a key. */
export interface KeyLook {
  readonly state: KeyState;
  /** null: no issuer makes another. */
  readonly rotation: RotationSpec | null;
  readonly now: Instant;
  readonly demand: KeyDemand;
  /** May this owner of an open rotation be gone? */
  readonly isSuspect: (rotation: OpenRotation) => boolean;
}

/** The next step of a look, or its end. */
export type KeyStep =
  | { readonly kind: 'project' }
  | { readonly kind: 'verify' }
  | { readonly kind: 'clearStrays' }
  | { readonly kind: 'retire' }
  | { readonly kind: 'recover'; readonly open: OpenRotation }
  | { readonly kind: 'rotate'; readonly urgent: boolean }
  | { readonly kind: 'end'; readonly outcome: KeyOutcome };

/** Decides the next step: named checks in order, the first that says something wins. */
export function decideKey(look: KeyLook): KeyStep {
  for (const check of CHECKS) {
    const step = check(look);
    if (step) return step;
  }
  return end({ kind: 'fresh' });
}

/** When the next rotation falls due; null: never by itself. A declaration that asks for a shorter life counts at once. */
export function rotationDueAt(
  { settled, rotateAt }: Pick<KeyState, 'settled' | 'rotateAt'>,
  rotation: RotationSpec | null,
): Instant | null {
  if (!settled || !rotation) return null;
  return Math.min(rotateAt ?? Number.POSITIVE_INFINITY, settled.since + rotation.rotateEvery);
}

type Check = (look: KeyLook) => KeyStep | undefined;

const held: Check = ({ state }) => (state.settled ? undefined : end({ kind: 'noKey' }));

const projected: Check = ({ state }) =>
  state.announced < (state.settled?.generation ?? 0) ? { kind: 'project' } : undefined;

const rotatable: Check = (look) => {
  if (look.rotation) return undefined;
  return end({ kind: isForced(look) ? 'noRotator' : 'fresh' });
};

const underWay: Check = ({ state, isSuspect }) =>
  state.rotation && !isSuspect(state.rotation) ? end({ kind: 'busy' }) : undefined;

/** Asking whether the key lives spends nothing, so it waits for no back-off. */
const proven: Check = ({ state, demand, now }) =>
  demand === 'verify' || (state.verifyAt ?? 0) <= now ? { kind: 'verify' } : undefined;

/** A person who asks for a rotation does not wait for a back-off, but for an issuer that asked to slow down. */
const backingOff: Check = (look) => {
  const { backoff, lastVerdict } = look.state;
  if (!backoff || look.now >= backoff.until) return undefined;
  if (isForced(look) && lastVerdict?.class !== 'rate_limited') return undefined;
  return end({ kind: 'backingOff', until: backoff.until });
};

const leftOpen: Check = ({ state }) =>
  state.rotation ? { kind: 'recover', open: state.rotation } : undefined;

const forced: Check = (look) => (isForced(look) || look.state.wanted !== null ? rotate(look) : undefined);

const strayed: Check = ({ state, now }) =>
  state.strays.some(({ lookAt }) => lookAt <= now) ? { kind: 'clearStrays' } : undefined;

/** While the key in force is refused the old one may be the last that works: it stays. */
const overlapOver: Check = ({ state, now }) =>
  !state.refusal && state.retiring.some(({ lookAt }) => lookAt <= now) ? { kind: 'retire' } : undefined;

/** A key that was deleted at the issuer was maybe meant to die: only a person makes another. */
const refused: Check = ({ state }) =>
  state.refusal ? end({ kind: 'refused', refusal: state.refusal }) : undefined;

const due: Check = (look) =>
  (rotationDueAt(look.state, look.rotation) ?? Number.POSITIVE_INFINITY) <= look.now
    ? rotate(look)
    : undefined;

const CHECKS: readonly Check[] = [
  held,
  projected,
  rotatable,
  underWay,
  proven,
  backingOff,
  leftOpen,
  forced,
  strayed,
  overlapOver,
  refused,
  due,
];

function rotate({ demand, state }: KeyLook): KeyStep {
  return { kind: 'rotate', urgent: demand === 'emergency' || state.wanted === 'emergency' };
}

function isForced({ demand }: KeyLook): boolean {
  return demand === 'now' || demand === 'emergency';
}

function end(outcome: KeyOutcome): KeyStep {
  return { kind: 'end', outcome };
}
