import type { GrantState, Intent, Lock } from '../grant/state.ts';
import type { Instant } from '../time.ts';
import { MOST_BACKOFF } from './backoff.ts';
import type { Demand } from './demand.ts';
import type { RefreshOutcome } from './outcome.ts';
import { isOfTheFuture, isTooYoung } from './refused.ts';

/** What the checks look at, gathered once. */
export interface Situation {
  readonly state: GrantState;
  readonly demand: Demand;
  /** Issuer's time. */
  readonly now: Instant;
  /** Is the holder of a lock past its time or known to be dead? */
  readonly suspect: (lock: Lock) => boolean;
}

/** What to do with a grant now. */
export type Decision =
  | { readonly kind: 'return'; readonly outcome: RefreshOutcome }
  /** The projection is behind the settled truth: redo it, then look again. */
  | { readonly kind: 'project' }
  /** Somebody is at work: wait for the outcome. */
  | { readonly kind: 'join' }
  /** An exchange was left open: find out what became of it. */
  | { readonly kind: 'recover'; readonly intent: Intent }
  /** The last try for a grant that is unsettled. */
  | { readonly kind: 'lastTry'; readonly intentId: string }
  /** No try is left. */
  | { readonly kind: 'giveUp' }
  | { readonly kind: 'claim' };

type Check = (situation: Situation) => Decision | undefined;

/** Step 1 of the protocol: the first check that has something to say decides; if none has, the grant is claimed. */
export function decide(situation: Situation): Decision {
  for (const check of CHECKS) {
    const decision = check(situation);
    if (decision) return decision;
  }
  return { kind: 'claim' };
}

const done = (outcome: RefreshOutcome): Decision => ({ kind: 'return', outcome });

const paused: Check = ({ state }) => (state.paused ? done({ kind: 'paused' }) : undefined);

const neverConsented: Check = ({ state }) =>
  state.settled || state.standing ? undefined : done({ kind: 'noGrant' });

const projectionBehind: Check = ({ state }) =>
  state.settled && state.announced < state.settled.generation ? { kind: 'project' } : undefined;

const latched: Check = ({ state }) =>
  state.latch ? done({ kind: 'consentRequired', latch: state.latch }) : undefined;

const freshEnough: Check = ({ state, demand, now }) =>
  isFresh(state, demand, now)
    ? done({ kind: 'fresh', generation: state.settled?.generation ?? 0 })
    : undefined;

const exchangeOpen: Check = ({ state, now, suspect }) => {
  const { intent, lock } = state;
  if (!intent) return undefined;
  if (lock && !suspect(lock)) return { kind: 'join' };
  if (intent.lost && now < state.refreshAt) return done({ kind: 'backingOff', until: state.refreshAt });
  return { kind: 'recover', intent };
};

const lockHeld: Check = ({ state, suspect }) =>
  state.lock && !suspect(state.lock) ? { kind: 'join' } : undefined;

const waiting: Check = ({ state, demand, now }) => {
  const backoff = state.backoff;
  // A waiting time that no back-off draws was written by a clock that is no longer believed.
  if (!backoff || now >= backoff.until || backoff.until - now > MOST_BACKOFF) return undefined;
  // A person who asks is heard, except by an issuer that said when to come back.
  const asked = demand.kind === 'replace' && demand.unlessFingerprint === null;
  if (asked && state.lastVerdict?.class !== 'rate_limited') return undefined;
  return done({ kind: 'backingOff', until: backoff.until });
};

const leftUnsettled: Check = ({ state, now }) => {
  const { unsettled } = state;
  if (!unsettled) return undefined;
  const { retryAt } = unsettled;
  if (retryAt !== null && now >= retryAt) return { kind: 'lastTry', intentId: unsettled.intentId };
  if (retryAt === null && (state.expiresAt === null || now >= state.expiresAt)) return { kind: 'giveUp' };
  return done({ kind: 'unsettled', retryAt });
};

const CHECKS: readonly Check[] = [
  paused,
  neverConsented,
  projectionBehind,
  freshEnough,
  latched,
  exchangeOpen,
  lockHeld,
  waiting,
  leftUnsettled,
];

function isFresh(state: GrantState, demand: Demand, now: Instant): boolean {
  if (!state.settled) return false;
  // A token from the future: the clock was set back, so no expiry can be compared until an answer sets it right.
  if (demand.kind !== 'replace' && isOfTheFuture(state, now)) return false;
  switch (demand.kind) {
    case 'tick':
      // An open exchange and an unsettled grant have their own times, which `refreshAt` does not know.
      return state.intent === null && state.unsettled === null && now < state.refreshAt;
    case 'token':
      if (isTooYoung(state, now)) return true;
      // With no known end, the planned refresh is the only bound there is.
      return now + demand.minValid <= (state.expiresAt ?? state.refreshAt) && state.accessRefusedAt === null;
    case 'replace':
      return demand.unlessFingerprint !== null && state.fingerprint !== demand.unlessFingerprint;
  }
}
