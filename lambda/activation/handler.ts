import type { Sending, Sent } from '../../adapters/cloudformation/send-answer.ts';
import { Fault } from '../../core/fault.ts';
import type { Activations } from '../../core/host/activations.ts';
import type { Clock, Digest } from '../../core/ports.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import { type Answer, answerBody } from './answer.ts';
import { beforeTheEnd } from './before-the-end.ts';
import { keepTrying } from './keep-trying.ts';
import { type ResourceRequest, readEvent } from './read-event.ts';
import { dropActivation, holdActivation } from './resource.ts';

export interface ActivationHandlerParts {
  /** @throws Fault `EnvironmentIncomplete`, which CloudFormation is told then */
  deployment(): string;
  activations(deployment: string): Activations;
  readonly digest: Pick<Digest, 'fingerprint'>;
  readonly clock: Clock;
  send(sending: Pick<Sending, 'address' | 'body' | 'until'>): Promise<Sent>;
  /** Told of what fails: CloudFormation shows a reason only as long as it keeps the events of a stack. */
  failed(error: unknown): void;
}

/** What Lambda says of a call. */
export interface CallContext {
  getRemainingTimeInMillis(): Milliseconds;
}

/**
 * Does what CloudFormation asks for and always answers it, well before the time of the function is over: without an
 * answer a stack hangs. It throws only for an event that has no address to answer to.
 */
export function createActivationHandler(
  parts: ActivationHandlerParts,
): (event: unknown, context: CallContext) => Promise<void> {
  const answered = new Set<string>();
  return async (event, context) => {
    const end = parts.clock.now() + context.getRemainingTimeInMillis();
    const request = readRequest(parts, event);
    // Lambda may deliver an event twice. The second would make an activation for nobody, and delete the one in force.
    const once = `${request.kind} ${request.requestId}`;
    if (answered.has(once)) return;
    const answer = await answerTo(request, { parts, end });
    if (answer.kind === 'failed') parts.failed(answer.error);
    const { address } = request;
    const sent = await parts.send({ address, body: answerBody(answer, request), until: end - LAST_TRY });
    if (sent.kind === 'taken') answered.add(once);
    else await unheard({ answer, sent }, parts);
  };
}

/** What the answer gets of the function's time, so that a stumbling network does not lose it. */
const FOR_THE_ANSWER: Milliseconds = 20 * SECOND;

/** A further try of the work begins only where this much is left for it: calls take 8 s at most, most of them none. */
const FOR_ONE_TRY: Milliseconds = 40 * SECOND;

/** A try to answer that begins later may end with the function. */
const LAST_TRY: Milliseconds = 6 * SECOND;

function readRequest(parts: ActivationHandlerParts, event: unknown): ResourceRequest {
  try {
    return readEvent(event);
  } catch (error) {
    parts.failed(error);
    throw error;
  }
}

/** Never throws. */
async function answerTo(
  request: ResourceRequest,
  { parts, end }: { parts: ActivationHandlerParts; end: Instant },
): Promise<Answer> {
  const { clock, digest } = parts;
  const stop = end - FOR_THE_ANSWER;
  try {
    const deployment = parts.deployment();
    const all = parts.activations(deployment);
    return await beforeTheEnd(
      (activations) =>
        keepTrying(() => does(request, { deployment, activations, digest, now: clock.now() }), {
          clock,
          until: stop - FOR_ONE_TRY,
        }),
      { activations: all, clock, end: stop },
    );
  } catch (error) {
    return { kind: 'failed', error };
  }
}

async function does(request: ResourceRequest, parts: Parameters<typeof holdActivation>[0]): Promise<Answer> {
  if (request.kind !== 'delete') return { kind: 'holds', held: await holdActivation(parts, request) };
  await dropActivation(parts, request);
  return { kind: 'deleted' };
}

/**
 * Where CloudFormation surely has no answer, an activation that was made is deleted: its code is known to nobody. Where it
 * may have one, the activation stays, for a machine may be about to use it; else it ends by itself.
 */
async function unheard(
  { answer, sent }: { answer: Answer; sent: Exclude<Sent, { kind: 'taken' }> },
  parts: ActivationHandlerParts,
): Promise<void> {
  parts.failed(notTaken(sent));
  if (sent.kind !== 'refused' || answer.kind !== 'holds' || answer.held.kind !== 'made') return;
  const { id } = answer.held.activation;
  await parts.activations(parts.deployment()).delete(id).catch(parts.failed);
}

function notTaken(sent: Exclude<Sent, { kind: 'taken' }>): Fault {
  return new Fault({
    code: 'AnswerNotTaken',
    message:
      sent.kind === 'refused'
        ? `the address where CloudFormation waits for an answer refused it with HTTP ${sent.status}`
        : 'the address where CloudFormation waits for an answer could not be reached',
    remedy: 'wait until the stack gives up, then deploy again: npx cdk deploy --all',
  });
}
