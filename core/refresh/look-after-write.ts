import type { GrantState } from '../grant/state.ts';
import { type Instant, MINUTE, type Milliseconds } from '../time.ts';
import { LOCK_SPAN } from './claim.ts';
import { nextLookAt } from './next-look.ts';

/**
 * When a grant is to be looked at again after a write of its state, where nobody remembers but the ledger: the writer may
 * die before it has told anybody what it wrote, and before it has said when to look itself. Whoever holds the lock is at
 * work until that is over; after any other write it is at the latest in a minute.
 *
 * @param now issuer's time, as all instants of the state are
 */
export function lookAfterWrite(state: GrantState, now: Instant): Instant {
  return lookAgainAt(state, { now, atMost: state.lock ? LOCK_SPAN : SOON });
}

/** As {@link nextLookAt}, and not while somebody is at work: a look could only wait for the outcome. */
export function lookAgainAt(
  state: GrantState,
  { now, atMost }: { now: Instant; atMost: Milliseconds },
): Instant {
  const next = nextLookAt(state, { now, atMost });
  return state.lock ? Math.min(now + atMost, Math.max(next, state.lock.until)) : next;
}

const SOON: Milliseconds = MINUTE;
