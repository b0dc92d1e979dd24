import { HOUR, type Instant, type Milliseconds } from '../time.ts';
import type { SigningKeySpec } from './context.ts';
import type { SigningKeyOutcome } from './outcome.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { OpenKeyRotation, SigningKeyState } from './state.ts';

/** Everything that decides what is done next for a signing key. What a person wants is in its state. */
export interface SigningKeyLook {
  readonly state: SigningKeyState;
  readonly spec: Pick<SigningKeySpec, 'rotateEvery' | 'algorithm'>;
  readonly now: Instant;
  /** May this owner of an open rotation be gone? */
  readonly isSuspect: (rotation: OpenKeyRotation) => boolean;
}

/** The next step of a look, or its end. */
export type SigningKeyStep =
  | { readonly kind: 'project' }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'recover'; readonly open: OpenKeyRotation }
  /** There is no key: it was lost, or it is the first. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'rotate'; readonly urgent: boolean }
  | { readonly kind: 'end'; readonly outcome: SigningKeyOutcome };

/** Decides the next step: named checks in order, the first that says something wins. */
export function decideSigningKey(look: SigningKeyLook): SigningKeyStep {
  for (const check of CHECKS) {
    const step = check(look);
    if (step) return step;
  }
  return { kind: 'end', outcome: { kind: 'fresh' } };
}

/** When the next rotation falls due; null: there is no key yet. A declaration that asks for a shorter life counts at once. */
export function signingKeyDueAt(
  state: SigningKeyState,
  { rotateEvery }: { rotateEvery: Milliseconds },
): Instant | null {
  const newest = promotedKeys(state).at(-1);
  if (!newest) return null;
  return Math.min(state.rotateAt ?? Number.POSITIVE_INFINITY, newest.publishedAt + rotateEvery);
}

type Check = (look: SigningKeyLook) => SigningKeyStep | undefined;

const projected: Check = ({ state }) =>
  state.announced < (promotedKeys(state).at(-1)?.generation ?? 0) ? { kind: 'project' } : undefined;

const served: Check = ({ state, now }) =>
  state.published.some(({ withdrawAt }) => withdrawAt !== null && withdrawAt <= now)
    ? { kind: 'withdraw' }
    : undefined;

const underWay: Check = ({ state, isSuspect }) =>
  state.rotation && !isSuspect(state.rotation) ? { kind: 'end', outcome: { kind: 'busy' } } : undefined;

const leftOpen: Check = ({ state }) =>
  state.rotation ? { kind: 'recover', open: state.rotation } : undefined;

const missing: Check = ({ state }) => (promotedKeys(state).length === 0 ? { kind: 'begin' } : undefined);

const wanted: Check = ({ state }) =>
  state.wanted === null ? undefined : { kind: 'rotate', urgent: state.wanted === 'emergency' };

const otherAlgorithm: Check = ({ state, spec }) =>
  promotedKeys(state).at(-1)?.publicKey.alg === spec.algorithm
    ? undefined
    : { kind: 'rotate', urgent: false };

const due: Check = ({ state, spec, now }) =>
  (signingKeyDueAt(state, spec) ?? 0) <= now ? { kind: 'rotate', urgent: false } : undefined;

/** What was planned by a clock that was far ahead would not be due for as long. */
const clockWentBack: Check = ({ state, now }) =>
  (promotedKeys(state).at(-1)?.publishedAt ?? now) > now + HOUR
    ? { kind: 'rotate', urgent: false }
    : undefined;

const CHECKS: readonly Check[] = [
  projected,
  served,
  underWay,
  leftOpen,
  missing,
  wanted,
  otherAlgorithm,
  due,
  clockWentBack,
];
