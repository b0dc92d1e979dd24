import { type GrantContext, issuerNow, tell } from '../grant/context.ts';
import { readCurrent } from '../grant/read-current.ts';
import type { GrantState, Intent, Latch, RetryOf, Unsettled } from '../grant/state.ts';
import { updateGrant } from '../ledger/update.ts';
import type { Introspection } from '../ports.ts';
import type { Instant } from '../time.ts';
import { attempt } from './attempt.ts';
import { awaited } from './awaited.ts';
import type { RefreshOutcome } from './outcome.ts';
import { effectiveRotation, recoveryFor } from './recovery.ts';
import { settleSaved } from './settle-saved.ts';

/** An exchange that was left open, and the state in which it was found. */
export interface LeftOpen {
  readonly state: GrantState;
  readonly intent: Intent;
}

/**
 * Finds out what became of an exchange whose sender is gone or gave up. A saved answer is settled without any call;
 * otherwise the recovery table decides.
 *
 * @returns null when the grant must be looked at again.
 */
export async function recover(context: GrantContext, open: LeftOpen): Promise<RefreshOutcome | null> {
  const { state, intent } = open;
  const found = await settleSaved(context, { intentIds: awaited(state) });
  if (found) return found.outcome;
  const introspection = await introspect(context, state);
  const now = issuerNow(context, state);
  const recovery = recoveryFor({ intent, state, profile: context.spec.profile, introspection, now });
  switch (recovery.kind) {
    case 'sendAgain':
      tell(context, 'recovered', { message: 'the answer of a refresh was lost; it is asked for once more' });
      return await attempt(context, { seen: state, retryOf: firstOf(intent) });
    case 'wait':
      return await waitInGrace(context, { open, until: recovery.until });
    case 'consentRequired':
      return await latch(context, { state, intent, message: SPENT });
    case 'unsettled':
      return await leaveUnsettled(context, { open, retryAt: recovery.retryAt });
  }
}

/** Ends an unsettled grant for which no try is left; unless its answer was saved in the meantime. */
export async function giveUp(context: GrantContext, state: GrantState): Promise<RefreshOutcome | null> {
  const found = await settleSaved(context, { intentIds: awaited(state) });
  if (found) return found.outcome;
  return await latch(context, { state, intent: null, message: NO_TRY_LEFT });
}

function firstOf({ id, startedAt, retryOf }: Intent): RetryOf {
  return retryOf ?? { id, startedAt };
}

const SPENT =
  'the answer of a refresh was lost and the issuer says that the refresh token is no longer active';
const NO_TRY_LEFT =
  'the answer of a refresh was lost, and a second use of its refresh token would end more than this grant';

async function introspect(context: GrantContext, state: GrantState): Promise<Introspection> {
  const { ports, spec } = context;
  const { introspectionEndpoint, tokenEndpoint, rotation } = spec.profile;
  if (!state.settled || !introspectionEndpoint) return 'unknown';
  if (effectiveRotation(rotation, state).kind === 'never') return 'unknown';
  if (spec.authority.kind === 'standing') return 'unknown';
  const { refreshToken } = await readCurrent(context, state.settled);
  if (!refreshToken) return 'unknown';
  const { client } = spec.authority;
  return await ports.issuer.introspect({
    kind: 'refreshToken',
    introspectionEndpoint,
    tokenEndpoint,
    client,
    refreshToken,
    parameters: {},
  });
}

async function latch(
  context: GrantContext,
  input: { state: GrantState; intent: Intent | null; message: string },
): Promise<RefreshOutcome | null> {
  const { ports, spec } = context;
  const made: Latch = {
    reason: 'RotationLost',
    message: input.message,
    since: issuerNow(context, input.state),
    generation: input.state.settled?.generation ?? 0,
  };
  const { applied, state } = await updateGrant(ports.ledger, spec.name, (seen) => {
    const same = seen.intent?.id === input.intent?.id && seen.fence === input.state.fence;
    return same
      ? { ...seen, intent: null, lock: null, unsettled: null, backoff: null, latch: made }
      : undefined;
  });
  if (!applied || !state.latch) return null;
  tell(context, 'consentRequired', {
    generation: made.generation,
    reason: made.reason,
    message: made.message,
  });
  return { kind: 'consentRequired', latch: state.latch };
}

/** The loss is recorded, so that everybody waits alike. */
async function waitInGrace(
  context: GrantContext,
  input: { open: LeftOpen; until: Instant },
): Promise<RefreshOutcome | null> {
  const { intent, state: found } = input.open;
  const lost = { at: issuerNow(context, found), reason: 'AnswerLost' };
  const { applied } = await updateGrant(context.ports.ledger, context.spec.name, (seen) =>
    seen.intent?.id === intent.id && seen.fence === found.fence
      ? { ...seen, lock: null, intent: { ...intent, lost }, refreshAt: input.until }
      : undefined,
  );
  return applied ? { kind: 'backingOff', until: input.until } : null;
}

async function leaveUnsettled(
  context: GrantContext,
  input: { open: LeftOpen; retryAt: number | null },
): Promise<RefreshOutcome | null> {
  const { ports, spec } = context;
  const { intent, state: found } = input.open;
  const first = firstOf(intent);
  const saved = await settleSaved(context, { intentIds: [first.id], insteadOf: intent.id });
  if (saved) return saved.outcome;
  const unsettled: Unsettled = {
    since: issuerNow(context, found),
    intentId: intent.id,
    retryOf: first,
    retryAt: input.retryAt,
  };
  const { applied } = await updateGrant(ports.ledger, spec.name, (seen) =>
    seen.intent?.id === intent.id && seen.fence === found.fence
      ? { ...seen, intent: null, lock: null, unsettled }
      : undefined,
  );
  if (!applied) return null;
  tell(context, 'unsettled', {
    generation: found.settled?.generation ?? 0,
    reason: 'AnswerLost',
    message:
      'the answer of a refresh was lost and the refresh token may be spent; the last token is served until it ends',
    details: { retryAt: input.retryAt === null ? null : new Date(input.retryAt).toISOString() },
  });
  return null;
}
