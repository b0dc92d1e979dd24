import { nextBackoff } from '../refresh/backoff.ts';
import { DAY, HOUR, type Milliseconds } from '../time.ts';
import type { Verdict, VerdictClass } from '../verdict/verdict.ts';
import { type KeyContext, tellOfKey } from './context.ts';
import type { KeyOutcome } from './outcome.ts';
import type { KeyState, OpenRotation, StrayKey } from './state.ts';
import { updateKey } from './update.ts';
import { keyTokenVersionId, keyVersionId } from './version-ids.ts';

/** Why a step at the issuer did not succeed. */
export interface Trouble {
  readonly verdict: Pick<Verdict, 'class' | 'reason' | 'message' | 'remedy'>;
  readonly retryAfter: Milliseconds | null;
}

/** What is to become of the rotation that was open. */
export type Fate =
  /** It goes on later, from where it is. */
  | 'stays'
  /** Nothing was made. */
  | 'closed'
  /** A key may have been made, or was: it is looked for and deleted. */
  | 'strays';

/** Records a trouble and draws the waiting time. The key in force stays what it is. */
export async function backOff(
  context: KeyContext,
  trouble: Trouble & { readonly rotation?: OpenRotation; readonly fate?: Fate },
): Promise<KeyOutcome> {
  const { ports, spec } = context;
  const { verdict, rotation, fate = 'closed' } = trouble;
  const now = ports.clock.now();
  const fraction = ports.random.fraction();
  const { state } = await updateKey(ports.ledger, spec.name, (seen) => {
    const backoff = nextBackoff({
      previous: seen.backoff,
      now,
      life: spec.rotation?.rotateEvery ?? DAY,
      retryAfter: patience(trouble),
      fraction,
    });
    const { class: kind, reason, message } = verdict;
    const next = { ...seen, backoff, lastVerdict: { class: kind, reason, message, at: now } };
    return rotation ? ended(context, next, { rotation, fate }) : next;
  });
  const until = state.backoff?.until ?? now;
  tellOfKey(context, 'rotationFailed', {
    reason: verdict.reason,
    message: verdict.message,
    details: { nextTryAt: new Date(until).toISOString() },
  });
  return { kind: 'failed', verdict, until };
}

/** The state once a rotation is over without a new key in force. */
export function ended(
  { ports }: KeyContext,
  state: KeyState,
  { rotation, fate }: { rotation: OpenRotation; fate: Fate },
): KeyState {
  if (state.rotation?.id !== rotation.id)
    return fate === 'strays' ? withStray(state, strayOf(rotation, ports.clock.now())) : state;
  // Whoever looks next may go on with it at once.
  if (fate === 'stays') return { ...state, rotation: { ...state.rotation, until: 0 } };
  const superseded = [
    ...state.superseded,
    {
      versionId: keyVersionId(ports.digest, rotation.id),
      tokenVersionId: keyTokenVersionId(ports.digest, rotation.id),
    },
  ];
  const closed = { ...state, rotation: null, superseded };
  return fate === 'closed' ? closed : withStray(closed, strayOf(rotation, ports.clock.now()));
}

export function strayOf({ name }: OpenRotation, now: number): StrayKey {
  return { name, since: now, lookAt: now };
}

export function withStray(state: KeyState, stray: StrayKey): KeyState {
  const known = state.strays.some(({ name }) => name === stray.name);
  return known ? state : { ...state, strays: [...state.strays, stray] };
}

/** Waiting does not cure what a person has to change, so it is not tried every few minutes. */
function patience({ verdict, retryAfter }: Trouble): Milliseconds | null {
  return NEEDS_PEOPLE.has(verdict.class) ? Math.max(retryAfter ?? 0, HOUR) : retryAfter;
}

const NEEDS_PEOPLE: ReadonlySet<VerdictClass> = new Set([
  'client_misconfigured',
  'insufficient_scope',
  'permanent_reauth',
]);
