import { isFault } from '../../core/fault.ts';
import type { HeldActivation } from '../../core/host/make-activation.ts';
import { SecretText } from '../../core/secret-text.ts';
import type { ResourceRequest } from './read-event.ts';

/** What CloudFormation is told. */
export type Answer =
  | { readonly kind: 'holds'; readonly held: HeldActivation }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What stands for the code of an activation that was not made just now. No machine can register with it. */
export const CODE_GONE = 'shown-once-and-gone';

/** Physical id of a resource that could not be created. By it the delete that follows finds what it may have left. */
export function uncreatedId(requestId: string): string {
  return `no-activation-${requestId}`;
}

/** @returns the request that failed, if the physical id is of such a resource */
export function requestOfUncreated(physicalId: string): string | undefined {
  return /^no-activation-([\w-]{1,100})$/.exec(physicalId)?.[1];
}

/**
 * The body of an answer: 4096 bytes at most. It holds the code of an activation that was made.
 * @see AWS CloudFormation User Guide, "Custom resource response objects"
 */
export function answerBody(answer: Answer, request: ResourceRequest): SecretText {
  const { stackId, requestId, logicalId, physicalId } = request;
  return new SecretText(
    JSON.stringify({
      StackId: stackId,
      RequestId: requestId,
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId ?? uncreatedId(requestId),
      NoEcho: true,
      ...outcomeOf(answer),
    }),
  );
}

function outcomeOf(answer: Answer) {
  switch (answer.kind) {
    case 'failed':
      return { Status: 'FAILED', Reason: reasonOf(answer.error).slice(0, 1000) };
    case 'deleted':
      return { Status: 'SUCCESS' };
    case 'holds': {
      const { held } = answer;
      const [id, code] =
        held.kind === 'made' ? [held.activation.id, held.activation.code.reveal()] : [held.id, CODE_GONE];
      // Both, always: a template that refers to an attribute which is not there fails to deploy.
      return {
        Status: 'SUCCESS',
        PhysicalResourceId: id,
        Data: { ActivationId: id, ActivationCode: code },
      };
    }
  }
}

/** For people, in the events of the stack. An error that is not ours may quote a request: its name is all that is shown. */
function reasonOf(error: unknown): string {
  if (!isFault(error))
    return `${error instanceof Error ? error.name : 'an error'} that evergrant does not know; next: see the log of this function`;
  const remedy = error.retryable
    ? 'it was tried again in vain; deploy again: npx cdk deploy --all'
    : error.remedy;
  return `${error.message} (${error.code})${remedy === undefined ? '' : `; next: ${remedy}`}`;
}
