import { Fault, isFault } from '../fault.ts';
import { type GrantContext, issuerNow, tell } from '../grant/context.ts';
import { isStanding } from '../grant/grant-spec.ts';
import { readCurrent } from '../grant/read-current.ts';
import { sameSettled } from '../grant/settled.ts';
import type { GrantState, Intent, RetryOf } from '../grant/state.ts';
import type { GrantValue } from '../grant/value.ts';
import { grantSecret, grantVersionId } from '../grant/version-ids.ts';
import type { TokenAnswer } from '../issuer/token-answer.ts';
import { updateGrant } from '../ledger/update.ts';
import type { RefreshRequest } from '../ports.ts';
import { awaited } from './awaited.ts';
import { claim, release } from './claim.ts';
import { closeWithTrouble, type Trouble } from './close.ts';
import { type Judgement, judgeRefresh } from './judge.ts';
import { judgeProof } from './judge-proof.ts';
import type { RefreshOutcome } from './outcome.ts';
import { project } from './project.ts';
import { requestOf } from './request.ts';
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
  if (!claimed || !(claimed.settled || claimed.standing)) return null;
  if (from.retryOf) {
    const saved = await settleSaved(context, { intentIds: awaited(claimed) });
    if (saved) return saved.outcome;
  }
  const intentId = context.ports.random.id();
  const ready = await prove(context, { claimed, intentId });
  if (ready.kind !== 'ready')
    return await closeWithTrouble(context, { fence: claimed.fence, trouble: ready });
  const { current } = ready;
  const intent = await recordIntent(context, { claimed, from, intentId, current });
  if (!intent) return null;
  return await exchange(context, { claimed, intent, current });
}

/** An exchange that can be sent, and what comes of it kept. */
interface Ready {
  readonly kind: 'ready';
  /** The value in force; null for a grant that sends nothing of it. */
  readonly current: GrantValue | null;
}

/** Step 3: the value to send is readable and its successor can be stored. A failure here has sent nothing. */
async function prove(
  context: GrantContext,
  proof: { claimed: GrantState; intentId: string },
): Promise<Ready | Trouble> {
  const { ports, spec } = context;
  try {
    const current = isStanding(spec) ? null : await valueToSend(context, proof.claimed);
    await ports.secrets.prepare(grantSecret(spec.name), grantVersionId(ports.digest, proof.intentId));
    return { kind: 'ready', current };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { kind: 'notProven', reason: error.code, message: error.message, remedy: error.remedy ?? '' };
  }
}

/** @throws Fault `NoGrant` when nothing is settled, and what {@link readCurrent} throws. */
async function valueToSend(context: GrantContext, { settled }: GrantState): Promise<GrantValue> {
  if (settled) return await readCurrent(context, settled);
  throw new Fault({ code: 'NoGrant', message: `grant ${context.spec.name} has no value to refresh` });
}

/** Step 4: the intent is durable before the request leaves. A repetition replaces the intent that it was decided upon. */
async function recordIntent(
  context: GrantContext,
  record: { claimed: GrantState; from: AttemptFrom; intentId: string; current: GrantValue | null },
): Promise<Intent | null> {
  const { ports, spec } = context;
  const { claimed, from } = record;
  const intent: Intent = {
    id: record.intentId,
    fence: claimed.fence,
    sentFingerprint: fingerprintOf(context, record.current),
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

function fingerprintOf({ ports }: GrantContext, current: GrantValue | null): string {
  return current?.refreshToken ? ports.digest.fingerprint(current.refreshToken) : '';
}

/** Steps 5 to 8. */
async function exchange(
  context: GrantContext,
  open: { claimed: GrantState; intent: Intent; current: GrantValue | null },
): Promise<RefreshOutcome | null> {
  const { ports, spec } = context;
  const { claimed, intent, current } = open;
  const { fence } = claimed;
  // A process that slept between the record and the request no longer knows that it is alone.
  if (ports.holder.suspect(claimed.lock ?? { owner: '', fence, until: 0 }, issuerNow(context, claimed))) {
    return await closeWithTrouble(context, { fence, intent, trouble: OVERSLEPT });
  }
  const request = requestOf(context, { claimed, current });
  if (!request) return await closeWithTrouble(context, { fence, intent, trouble: NOTHING_TO_SEND });
  const answer = await ports.issuer.send(request);
  const judgement = judge(answer, { request, provider: spec.profile.name });
  if (!judgement.tokens) {
    return await closeWithTrouble(context, { fence, intent, trouble: { kind: 'refused', judgement } });
  }
  const clockOffset = judgement.clockOffset ?? claimed.clockOffset;
  const value = successorOf(context, {
    current,
    intentId: intent.id,
    settled: claimed.settled,
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

function judge(answer: TokenAnswer, of: { request: RefreshRequest; provider: string }): Judgement {
  const { request, provider } = of;
  return request.kind === 'proof'
    ? judgeProof(answer, { provider, proof: request.proof })
    : judgeRefresh(answer, provider);
}

const NOTHING_TO_SEND: Trouble = {
  kind: 'notProven',
  reason: 'RefreshTokenMissing',
  message: 'the grant value in force holds no refresh token, so nothing was sent',
  remedy: 'evergrant login GRANT',
};

const OVERSLEPT: Trouble = {
  kind: 'notProven',
  reason: 'Overslept',
  message: 'this broker was stopped between recording its intent and sending; nothing was sent',
  remedy: '',
};
