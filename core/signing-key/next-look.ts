import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
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

/** The same, after a write, where nobody remembers but the ledger: its writer may die before it says when. */
export function signingKeyLookAfterWrite(state: SigningKeyState, now: Instant): Instant {
  return nextSigningKeyLookAt(state, { rotateEvery: Number.POSITIVE_INFINITY, now, atMost: MINUTE });
}

function duty(state: SigningKeyState, look: { rotateEvery: Milliseconds }): Instant {
  if (state.rotation) return state.rotation.until;
  const behind = state.announced < (promotedKeys(state).at(-1)?.generation ?? 0);
  return behind || state.wanted ? 0 : (signingKeyDueAt(state, look) ?? 0);
}
