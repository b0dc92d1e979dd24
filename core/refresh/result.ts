import type { RefreshResult, Unavailable } from '../broker.ts';
import type { GrantState } from '../grant/state.ts';
import { formatSpan, type Instant } from '../time.ts';
import type { RefreshOutcome } from './outcome.ts';

/** What a look at a grant means for whoever asked for a refresh. */
export function refreshResult(
  outcome: RefreshOutcome,
  at: { grant: string; state: GrantState; now: Instant },
): RefreshResult {
  const { state } = at;
  const generation = state.settled?.generation ?? 0;
  switch (outcome.kind) {
    case 'refreshed':
      return { kind: 'refreshed', generation, fingerprint: state.fingerprint ?? '' };
    case 'fresh':
      return { kind: 'fresh', generation, fingerprint: state.fingerprint };
    default:
      return unavailable(outcome, at);
  }
}

/** Why no (new) token can be had, in words and with the command that repairs it. */
export function unavailable(
  outcome: RefreshOutcome,
  { grant, state, now }: { grant: string; state: GrantState; now: Instant },
): Unavailable {
  const login = `evergrant login ${grant}`;
  const status = `evergrant status ${grant}`;
  const no = (reason: string, message: string, remedy: string, retryable = false): Unavailable => ({
    kind: 'unavailable',
    reason,
    message,
    remedy,
    retryable,
  });
  switch (outcome.kind) {
    case 'refreshed':
    case 'fresh':
      return no('NotProjected', `the new token of grant ${grant} is not stored yet`, status, true);
    case 'paused':
      return no('Paused', `grant ${grant} is paused`, status);
    case 'noGrant':
      return no('NoGrant', `nobody has consented to grant ${grant} yet`, login);
    case 'consentRequired':
      return no(outcome.latch.reason, outcome.latch.message, login);
    case 'unsettled':
      return no(
        'Unsettled',
        'the answer of a refresh was lost and the refresh token may be spent',
        login,
        true,
      );
    case 'busy':
      return no('Busy', `a refresh of grant ${grant} is under way and did not end in time`, status, true);
    case 'notProven':
      return no(
        'StoreNotWritable',
        `nothing was sent to the issuer: ${outcome.message}`,
        state.lastVerdict?.remedy ?? status,
        true,
      );
    case 'failed':
      return no(
        outcome.verdict.reason,
        outcome.verdict.message,
        `${nextTry(outcome.until, now)}; ${status}`,
        true,
      );
    case 'backingOff': {
      const verdict = state.lastVerdict;
      const reason = verdict?.reason ?? 'BackingOff';
      return no(
        reason,
        verdict?.message ?? 'an earlier try failed',
        `${nextTry(outcome.until, now)}; ${verdict?.remedy ?? status}`,
        true,
      );
    }
  }
}

function nextTry(until: Instant, now: Instant): string {
  return `it is tried again in ${formatSpan(until - now)} by itself`;
}
