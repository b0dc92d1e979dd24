import type { Instant, Milliseconds } from '../time.ts';
import { signingKeyDueAt } from './decide.ts';
import { promotedKeys } from './signing-key-at.ts';
import type { SigningKeyState } from './state.ts';

/** When a signing key is worth looking at again: at the next thing that falls due, and at the latest after `atMost`. */
export function nextSigningKeyLookAt(
  state: SigningKeyState,
  look: { rotateEvery: Milliseconds; now: Instant; atMost: Milliseconds },
): Instant {
  const { now, atMost } = look;
  const withdrawals = state.published.map(({ withdrawAt }) => withdrawAt ?? Number.POSITIVE_INFINITY);
  return Math.max(now, Math.min(now + atMost, duty(state, look), ...withdrawals));
}

function duty(state: SigningKeyState, look: { rotateEvery: Milliseconds }): Instant {
  if (state.rotation) return state.rotation.until;
  const behind = state.announced < (promotedKeys(state).at(-1)?.generation ?? 0);
  return behind || state.wanted ? 0 : (signingKeyDueAt(state, look) ?? 0);
}
