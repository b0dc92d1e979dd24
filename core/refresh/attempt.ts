import { Fault, isFault } from '../fault.ts';
import { type GrantContext, issuerNow, tell } from '../grant/context.ts';
import { readCurrent } from '../grant/read-current.ts';
import { sameSettled } from '../grant/settled.ts';
import type { GrantState, Intent, RetryOf } from '../grant/state.ts';
import type { GrantValue } from '../grant/value.ts';
import { grantSecret, grantVersionId } from '../grant/version-ids.ts';
import { updateGrant } from '../ledger/update.ts';
import { awaited } from './awaited.ts';
import { claim, release } from './claim.ts';
import { closeWithTrouble, type Trouble } from './close.ts';
import { judgeRefresh } from './judge.ts';
import type { RefreshOutcome } from './outcome.ts';
import { project } from './project.ts';
import { save } from './save.ts';
import { settle } from './settle.ts';
import { settleSaved } from './settle-saved.ts';
import { successorOf } from './successor.ts';

/** What an attempt starts from. */
export interface AttemptFrom {
  /** The state that was decided upon; the attempt gives way when it is no longer true. */
  readonly seen: GrantState;
  /** The intent whose answer was lost, when this sends again. */
  readonly retryOf?: RetryOf;
}

/**
 * Steps 2 to 8: claim, prove, record the intent, send once, judge, save, settle, project.
 *
 * @returns null when somebody else moved in between: look at the grant again.
 */
export async function attempt(context: GrantContext, from: AttemptFrom): Promise<RefreshOutcome | null> {
  const claimed = await claim(context, from.seen);
  if (!claimed?.settled) return null;
  if (from.retryOf) {
    const saved = await settleSaved(context, { intentIds: awaited(claimed) });
    if (saved) return saved.outcome;
  }
  const intentId = context.ports.random.id();
  const current = await prove(context, { claimed, intentId });
  if (isTrouble(current)) return await closeWithTrouble(context, { fence: claimed.fence, trouble: current });
  const intent = await recordIntent(context, { claimed, from, intentId, current });
  if (!intent) return null;
  return await exchange(context, { claimed, intent, current });
}

/** Step 3: the value to send is readable and its successor can be stored. A failure here has sent nothing. */
async function prove(
  { ports, spec }: GrantContext,
  proof: { claimed: GrantState; intentId: string },
): Promise<GrantValue | Trouble> {
  const { settled } = proof.claimed;
  if (!settled) throw new Fault({ code: 'NoGrant', message: `grant ${spec.name} has no value to refresh` });
  try {
    const value = await readCurrent({ ports, spec }, settled);
    await ports.secrets.prepare(grantSecret(spec.name), grantVersionId(ports.digest, proof.intentId));
    return value;
  } catch (error) {
    if (!isFault(error)) throw error;
    return { kind: 'notProven', reason: error.code, message: error.message, remedy: error.remedy ?? '' };
  }
}

function isTrouble(value: GrantValue | Trouble): value is Trouble {
  return 'kind' in value;
}

/** Step 4: the intent is durable before the request leaves. A repetition replaces the intent that it was decided upon. */
async function recordIntent(
  context: GrantContext,
  record: { claimed: GrantState; from: AttemptFrom; intentId: string; current: GrantValue },
): Promise<Intent | null> {
  const { ports, spec } = context;
  const { claimed, from } = record;
  const intent: Intent = {
    id: record.intentId,
    fence: claimed.fence,
    sentFingerprint: ports.digest.fingerprint(record.current.refreshToken),
    startedAt: issuerNow(context, claimed),
    ...(from.retryOf === undefined ? {} : { retryOf: from.retryOf }),
  };
  const { applied } = await updateGrant(ports.ledger, spec.name, (now) => {
    if (now.intent?.id === intent.id) return now;
    const mine = now.fence === claimed.fence && now.lock?.owner === ports.holder.id;
    const closed = now.intent === null || (from.retryOf && now.intent.id === from.seen.intent?.id);
    return mine && closed && sameSettled(now.settled, claimed.settled) ? { ...now, intent } : undefined;
  });
  if (applied) {
    tell(context, 'refreshStarted', {
      generation: claimed.settled?.generation ?? 0,
      details: { intent: intent.id },
    });
    return intent;
  }
  await release(context, claimed.fence);
  return null;
}

/** Steps 5 to 8. */
async function exchange(
  context: GrantContext,
  open: { claimed: GrantState; intent: Intent; current: GrantValue },
): Promise<RefreshOutcome | null> {
  const { ports, spec } = context;
  const { claimed, intent, current } = open;
  const { fence } = claimed;
  // A process that slept between the record and the request no longer knows that it is alone.
  if (ports.holder.suspect(claimed.lock ?? { owner: '', fence, until: 0 }, issuerNow(context, claimed))) {
    return await closeWithTrouble(context, { fence, intent, trouble: OVERSLEPT });
  }
  const answer = await ports.issuer.send({
    tokenEndpoint: spec.profile.tokenEndpoint,
    client: spec.client,
    refreshToken: current.refreshToken,
    parameters: spec.parameters,
  });
  const judgement = judgeRefresh(answer, spec.profile.name);
  if (!judgement.tokens) {
    return await closeWithTrouble(context, { fence, intent, trouble: { kind: 'refused', judgement } });
  }
  const clockOffset = judgement.clockOffset ?? claimed.clockOffset;
  const value = successorOf(context, {
    current,
    generation: claimed.settled?.generation ?? 0,
    tokens: judgement.tokens,
    sentAt: answer.sentAt,
    clockOffset,
  });
  await save(context, { intent, value });
  const state = await settle(context, { intent, value, clockOffset });
  if (!state?.settled) return null;
  await project(context, state);
  return { kind: 'refreshed', generation: state.settled.generation };
}

const OVERSLEPT: Trouble = {
  kind: 'notProven',
  reason: 'Overslept',
  message: 'this broker was stopped between recording its intent and sending; nothing was sent',
  remedy: '',
};
