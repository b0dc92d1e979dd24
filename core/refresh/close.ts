import { type GrantContext, issuerNow, tell } from '../grant/context.ts';
import type { GrantState, Intent, LastVerdict, Latch } from '../grant/state.ts';
import { updateGrant } from '../ledger/update.ts';
import { HOUR, type Instant, type Milliseconds } from '../time.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { nextBackoff } from './backoff.ts';
import type { Judgement } from './judge.ts';
import type { RefreshOutcome } from './outcome.ts';
import { effectiveRotation, retryLostAt } from './recovery.ts';

/** Why an attempt ended without a new token. */
export type Trouble =
  /** Nothing was sent. */
  | { readonly kind: 'notProven'; readonly reason: string; readonly message: string; readonly remedy: string }
  /** The issuer refused, could not be reached, or its answer is lost. */
  | { readonly kind: 'refused'; readonly judgement: Judgement };

/** An attempt that ends in trouble. */
export interface Closing {
  readonly fence: number;
  /** Absent when it ended before an intent was recorded. */
  readonly intent?: Intent;
  readonly trouble: Trouble;
}

/**
 * Ends an attempt that brought no token, by what it may have cost: nothing spent backs off, a dead grant is latched
 * unless a race explains the refusal, and a lost answer leaves its intent open for recovery.
 *
 * @returns null when the grant has moved on meanwhile and must be looked at again.
 */
export async function closeWithTrouble(
  context: GrantContext,
  closing: Closing,
): Promise<RefreshOutcome | null> {
  const { ports, spec } = context;
  const fraction = ports.random.fraction();
  const { applied, state } = await updateGrant(ports.ledger, spec.name, (seen) => {
    const mine = closing.intent ? seen.intent?.id === closing.intent.id : seen.fence === closing.fence;
    return mine ? after(context, { seen, closing, fraction }) : undefined;
  });
  if (!applied) return null;
  return report(context, { state, closing });
}

/** The state after the trouble. */
function after(
  context: GrantContext,
  input: { seen: GrantState; closing: Closing; fraction: number },
): GrantState {
  const { seen, closing } = input;
  const { trouble } = closing;
  const offset = trouble.kind === 'refused' ? trouble.judgement.clockOffset : null;
  const clockOffset = offset ?? seen.clockOffset;
  const now = context.ports.clock.now() + clockOffset;
  const free: GrantState = { ...seen, lock: null, clockOffset, lastVerdict: verdictOf(trouble, now) };
  const closed: GrantState = {
    ...free,
    intent: closing.intent ? openBefore(free, closing.intent) : free.intent,
  };
  if (trouble.kind === 'notProven')
    return backedOff(closed, { now, fraction: input.fraction, retryAfter: null });
  const { verdict, retryAfter } = trouble.judgement;
  if (verdict.spent === 'maybe' && closing.intent) {
    return answerLost(context, { free, intent: closing.intent, verdict, now, fraction: input.fraction });
  }
  if (verdict.class === 'permanent_reauth') return latched(free, { verdict, now });
  if (isHealed(seen, trouble.judgement)) return closed;
  return backedOff(closed, { now, fraction: input.fraction, retryAfter });
}

/**
 * Was a proof refused for its time, by an answer that tells the time? The next proof carries it and is sent at once. One
 * such answer is believed; after a second one something else is wrong.
 */
function isHealed(
  { standing, backoff, lastVerdict, clockOffset }: GrantState,
  judgement: Judgement,
): boolean {
  const { verdict, clockOffset: measured } = judgement;
  if (!standing || backoff || verdict.class !== 'clock_skew' || measured === null) return false;
  return lastVerdict?.class !== 'clock_skew' && measured !== clockOffset;
}

/**
 * The intent that stays open when this one spent nothing. A retry that was turned away leaves the loss that it was to
 * repair as it was: forgetting it would send a perhaps spent token again, long after the grace.
 */
function openBefore(free: GrantState, intent: Intent): Intent | null {
  if (!intent.retryOf || free.unsettled) return null;
  const { fence, sentFingerprint, startedAt, retryOf } = intent;
  return {
    id: retryOf.id,
    fence,
    sentFingerprint,
    startedAt: retryOf.startedAt,
    lost: { at: startedAt, reason: 'AnswerLost' },
  };
}

/** The refresh token may be spent. Where it cannot be, this is an outage like any other. */
function answerLost(
  { spec }: GrantContext,
  lost: { free: GrantState; intent: Intent; verdict: Verdict; now: Instant; fraction: number },
): GrantState {
  const { free, intent, verdict, now } = lost;
  const rotation = effectiveRotation(spec.profile.rotation, free);
  if (rotation.kind === 'never')
    return backedOff({ ...free, intent: null }, { now, fraction: lost.fraction, retryAfter: null });
  if (free.unsettled) return latched(free, { verdict: LAST_TRY_LOST, now });
  const grace = rotation.kind === 'always' ? rotation.grace : 0;
  return {
    ...free,
    intent: { ...intent, lost: { at: now, reason: verdict.reason } },
    refreshAt: retryLostAt(intent, { grace, now }),
  };
}

function latched(free: GrantState, { verdict, now }: { verdict: Verdict; now: Instant }): GrantState {
  const afterLoss = free.unsettled !== null || free.intent?.retryOf !== undefined;
  const latch: Latch = {
    reason: verdict.reason,
    message: afterLoss
      ? `${verdict.message}; the answer of an earlier refresh was lost, which may be why`
      : verdict.message,
    since: now,
    generation: free.settled?.generation ?? 0,
  };
  return { ...free, intent: null, unsettled: null, backoff: null, latch };
}

function backedOff(
  free: GrantState,
  input: { now: Instant; fraction: number; retryAfter: Milliseconds | null },
): GrantState {
  const { now, fraction } = input;
  const life = free.expiresAt !== null && free.issuedAt !== null ? free.expiresAt - free.issuedAt : HOUR;
  const backoff = nextBackoff({ previous: free.backoff, now, life, fraction, retryAfter: input.retryAfter });
  const unsettled = free.unsettled && { ...free.unsettled, retryAt: free.unsettled.retryAt && backoff.until };
  const refreshAt = free.intent?.lost ? backoff.until : free.refreshAt;
  return { ...free, backoff, unsettled, refreshAt };
}

function verdictOf(trouble: Trouble, at: Instant): LastVerdict {
  if (trouble.kind === 'notProven') {
    const { reason, message, remedy } = trouble;
    return { class: 'transient', reason, message, ...(remedy !== '' && { remedy }), at };
  }
  const { class: verdictClass, reason, message } = trouble.judgement.verdict;
  return { class: verdictClass, reason, message, at };
}

/** Announces what became of it and puts it into words for the caller. */
function report(
  context: GrantContext,
  closed: { state: GrantState; closing: Closing },
): RefreshOutcome | null {
  const { state, closing } = closed;
  const { trouble } = closing;
  const reason = state.lastVerdict?.reason ?? '';
  const message = state.lastVerdict?.message ?? '';
  const until = state.backoff?.until ?? state.refreshAt;
  const generation = state.settled?.generation ?? 0;
  if (state.latch) {
    tell(context, 'consentRequired', {
      generation,
      reason: state.latch.reason,
      message: state.latch.message,
    });
    return { kind: 'consentRequired', latch: state.latch };
  }
  if (trouble.kind === 'notProven') {
    const remedy = state.lastVerdict?.remedy;
    const told = { ...details(until), ...(remedy !== undefined && { remedy }) };
    tell(context, 'refreshFailed', { generation, reason, message, details: told });
    return { kind: 'notProven', message, until };
  }
  if (state.intent?.lost) {
    tell(context, 'answerLost', { generation, reason, message, details: details(until) });
    // With no time to wait, recovery is decided at once.
    return until <= issuerNow(context, state)
      ? null
      : { kind: 'failed', verdict: trouble.judgement.verdict, until };
  }
  tell(context, 'refreshFailed', { generation, reason, message, details: details(until) });
  // A proof that was refused for its time is made anew at once.
  if (!state.backoff) return null;
  return { kind: 'failed', verdict: trouble.judgement.verdict, until };
}

function details(until: Instant): { nextTryAt: string } {
  return { nextTryAt: new Date(until).toISOString() };
}

const LAST_TRY_LOST: Verdict = {
  class: 'permanent_reauth',
  reason: 'RotationLost',
  message:
    'the answer of a refresh was lost, and so was that of the last try; the refresh token is spent or unknown',
  remedy: 'evergrant login GRANT',
  spent: 'maybe',
};
