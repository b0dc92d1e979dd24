import type { GrantState } from '../../grant/state.ts';
import { formatSpan, type Instant, MINUTE, type Milliseconds, toIso } from '../../time.ts';
import { repairOfPolicy } from '../../verdict/repair-of-policy.ts';
import { type Check, type Finding, finding, type Stated } from '../finding.ts';
import type { GrantSituation } from '../situation.ts';
import { isDead } from './token-life.ts';

/**
 * Will the next refresh succeed? Judged from the ledger alone, because asking would spend a single-use refresh token:
 * the latch, what became of the last exchange, and how long ago the issuer last accepted the refresh token.
 */
export const refreshPath: Check<GrantSituation> = ({ grant, ledger, now }) => {
  const name = 'refresh path';
  if (ledger.kind === 'unread') return [finding({ name, grant, outcome: 'unproven', ...ledger.trouble })];
  for (const look of LOOKS) {
    const stated = look({ grant, state: ledger.state, now });
    if (stated) return [finding({ name, grant, ...stated })];
  }
  return [finding({ name, grant, ...proven(ledger.state, now) })];
};

/** When the issuer last showed that the refresh token is good: at its use, or when it was given; null: never. */
export function provenAt({ lastUsedAt, consentedAt }: GrantState): Instant | null {
  return lastUsedAt === null ? consentedAt : Math.max(lastUsedAt, consentedAt ?? 0);
}

interface Patient {
  readonly grant: string;
  readonly state: GrantState;
  readonly now: Instant;
}

type Look = (patient: Patient) => Omit<Stated, 'name' | 'grant'> | undefined;

const neverConsented: Look = ({ grant, state }) =>
  state.settled || state.standing
    ? undefined
    : {
        outcome: 'dead',
        reason: 'NoGrant',
        message: 'nobody has consented yet',
        remedy: `evergrant login ${grant}`,
      };

const latched: Look = ({ grant, state, now }) =>
  state.latch
    ? {
        outcome: isDead(state, now) ? 'dead' : 'failed',
        reason: state.latch.reason,
        message: `${state.latch.message}; nothing is sent since ${toIso(state.latch.since)}`,
        remedy: `evergrant login ${grant}`,
      }
    : undefined;

const paused: Look = ({ grant, state }) =>
  state.paused
    ? {
        outcome: 'unproven',
        reason: 'Paused',
        message: 'the grant is paused: nothing is sent',
        remedy: `evergrant status ${grant}`,
      }
    : undefined;

const answerLost: Look = ({ grant, state }) =>
  state.unsettled || state.intent?.lost
    ? {
        outcome: 'unproven',
        reason: 'Unsettled',
        message: 'the answer of a refresh was lost and the refresh token may be spent',
        remedy: `evergrant status ${grant}; if it does not settle: evergrant login ${grant}`,
      }
    : undefined;

const failing: Look = ({ grant, state, now }) => {
  const { backoff, lastVerdict } = state;
  if (!backoff) return undefined;
  const { reason, message } = lastVerdict ?? { reason: 'RefreshFailing', message: 'refreshing fails' };
  const lasting = lastVerdict !== null && PEOPLE_NEEDED.has(lastVerdict.class);
  return {
    outcome: lasting ? 'failed' : 'unproven',
    reason,
    message: `${message}; ${backoff.failures} in a row, the last ${agoText(lastVerdict?.at ?? backoff.since, now)}`,
    remedy: lasting
      ? `${repairOfPolicy(state) ?? 'correct the declaration'}, then: evergrant refresh ${grant}`
      : `it is tried again by itself; now: evergrant refresh ${grant}`,
  };
};

const overdue: Look = ({ state, now }) =>
  state.settled && now > state.refreshAt + OVERDUE_AFTER
    ? {
        outcome: 'unproven',
        reason: 'RefreshOverdue',
        message: `a refresh was due ${agoText(state.refreshAt, now)} and did not happen`,
        remedy: 'evergrant up, or once: evergrant preflight --prove',
      }
    : undefined;

const LOOKS: readonly Look[] = [neverConsented, latched, paused, answerLost, failing, overdue];

/** Verdicts that waiting does not cure. */
const PEOPLE_NEEDED: ReadonlySet<string> = new Set([
  'client_misconfigured',
  'insufficient_scope',
  'clock_skew',
]);

/** A tick, its jitter and a slow issuer stay below it. */
const OVERDUE_AFTER: Milliseconds = 5 * MINUTE;

function proven(
  state: GrantState,
  now: Instant,
): Pick<Finding, 'outcome' | 'reason' | 'message'> & { remedy?: string } {
  const at = provenAt(state);
  if (at === null)
    return {
      outcome: 'unproven',
      reason: 'NeverRefreshed',
      message: state.standing
        ? 'no token was asked for yet, so nothing is known of what proves this grant'
        : 'this refresh token was never used here, so nothing is known of it',
      remedy: 'evergrant preflight --prove',
    };
  if (state.standing)
    return {
      outcome: 'good',
      reason: 'ProofAccepted',
      message: `the issuer gave a token ${agoText(at, now)}; a policy that was changed since then shows at the next one`,
    };
  return {
    outcome: 'good',
    reason: 'RefreshTokenAccepted',
    message: `the issuer accepted the refresh token ${agoText(at, now)}; a revocation since then shows at its next use`,
  };
}

function agoText(at: Instant, now: Instant): string {
  return `${formatSpan(now - at)} ago`;
}
