import type { Instant, Milliseconds } from '../time.ts';
import type { RotationSpec } from './context.ts';
import { rotationDueAt } from './decide.ts';
import type { KeyState } from './state.ts';

/** When a key is worth looking at again: at the next thing that falls due, and at the latest after `atMost`. */
export function nextKeyLookAt(
  state: KeyState,
  { rotation, now, atMost }: { rotation: RotationSpec | null; now: Instant; atMost: Milliseconds },
): Instant {
  const latest = now + atMost;
  if (!state.settled) return latest;
  if (state.announced < state.settled.generation) return now;
  if (!rotation) return latest;
  const verify = state.verifyAt ?? now;
  return Math.max(now, Math.min(latest, verify, Math.max(duty(state, rotation), state.backoff?.until ?? 0)));
}

/** What a back-off holds up. */
function duty(state: KeyState, rotation: RotationSpec): Instant {
  if (state.rotation) return state.rotation.until;
  if (state.wanted) return 0;
  const strays = state.strays.map(({ lookAt }) => lookAt);
  if (state.refusal) return Math.min(Number.POSITIVE_INFINITY, ...strays);
  const retiring = state.retiring.map(({ lookAt }) => lookAt);
  return Math.min(rotationDueAt(state, rotation) ?? Number.POSITIVE_INFINITY, ...strays, ...retiring);
}
