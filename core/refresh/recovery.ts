import type { GrantState, Intent } from '../grant/state.ts';
import type { IssuerProfile } from '../issuer/endpoints.ts';
import type { Rotation } from '../issuer/preset.ts';
import type { Introspection } from '../ports.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../time.ts';

/** What is done about an exchange whose answer nobody has. */
export type Recovery =
  /** Send again, as a new intent that names the old one. */
  | { readonly kind: 'sendAgain' }
  /** As `sendAgain`, and not before this time. */
  | { readonly kind: 'wait'; readonly until: Instant }
  /** The refresh token is spent: only a person can help. */
  | { readonly kind: 'consentRequired' }
  /** Nothing is known. One last try at `retryAt`; none where it is null. */
  | { readonly kind: 'unsettled'; readonly retryAt: Instant | null };

export interface RecoveryInput {
  readonly intent: Intent;
  readonly state: GrantState;
  readonly profile: IssuerProfile;
  /** What introspection said; `unknown` where the issuer offers none. */
  readonly introspection: Introspection;
  readonly now: Instant;
}

/**
 * The recovery table of the protocol, for an intent that left no saved value. A saved value is looked for before this
 * is asked.
 */
export function recoveryFor(input: RecoveryInput): Recovery {
  const { intent, profile, state, introspection, now } = input;
  const rotation = effectiveRotation(profile.rotation, state);
  if (rotation.kind === 'never') return { kind: 'sendAgain' };
  if (introspection === 'active') return paced(nextTryAt(intent), now);
  if (introspection === 'inactive') return { kind: 'consentRequired' };
  if (rotation.kind === 'always') {
    const until = nextTryAt(intent);
    const end = graceEnd(intent, rotation.grace);
    if (now < end && until < end) return paced(until, now);
  }
  return { kind: 'unsettled', retryAt: lastTryAt(state, { profile, now }) };
}

function paced(until: Instant, now: Instant): Recovery {
  return now < until ? { kind: 'wait', until } : { kind: 'sendAgain' };
}

/** An issuer of unknown manners that answered a refresh before and never sent a successor does not rotate. */
export function effectiveRotation(rotation: Rotation, state: GrantState): Rotation {
  if (rotation.kind !== 'unknown') return rotation;
  const refreshedBefore = state.lastUsedAt !== null && state.lastUsedAt !== state.consentedAt;
  return refreshedBefore && !state.rotationSeen ? { kind: 'never' } : { kind: 'always', grace: 0 };
}

/** When a lost answer is asked for again: soon, and well inside the grace; at once where there is none left. */
export function retryLostAt(intent: Intent, at: { grace: Milliseconds; now: Instant }): Instant {
  const end = graceEnd(intent, at.grace);
  if (intent.retryOf === undefined)
    return at.now + Math.max(0, Math.min((end - at.now) / 3, MOST_WAIT_IN_GRACE));
  const next = nextTryAt(intent);
  return next < end ? Math.max(at.now, next) : at.now;
}

/**
 * A repetition whose answer is lost too is repeated when twice as much time has passed since the first loss. So a
 * broker that crashes at every start sends a handful of times inside the grace, and not as often as it is started.
 */
function nextTryAt({ startedAt, retryOf }: Intent): Instant {
  if (retryOf === undefined) return startedAt;
  return startedAt + Math.min(MOST_PAUSE, Math.max(LEAST_PAUSE, startedAt - retryOf.startedAt));
}

/** Between repetitions: an issuer that loses every answer at once must not be asked without pause. */
const LEAST_PAUSE: Milliseconds = SECOND;
const MOST_PAUSE: Milliseconds = 15 * MINUTE;

/**
 * The grace window is the issuer's and starts when it consumed the token, which the first of these intents may have
 * done: a tenth, at most a minute, is kept as margin.
 */
function graceEnd(intent: Intent, grace: Milliseconds): Instant {
  return (intent.retryOf ?? intent).startedAt + grace - Math.min(grace / 10, MINUTE);
}

/** The last try costs the consumers nothing when it is made just before their token ends anyway. */
function lastTryAt(state: GrantState, at: { profile: IssuerProfile; now: Instant }): Instant | null {
  if (at.profile.reuse === 'revokesUser') return null;
  const life = state.expiresAt === null ? 0 : state.expiresAt - (state.issuedAt ?? at.now);
  const lead = Math.min(life / 10, MINUTE);
  return Math.max(at.now, (state.expiresAt ?? at.now) - lead);
}

const MOST_WAIT_IN_GRACE: Milliseconds = 10_000;
