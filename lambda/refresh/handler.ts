import type { RefreshResult } from '../../core/broker.ts';
import { Fault, isFault } from '../../core/fault.ts';
import type { Look } from './look-at.ts';
import { type Over, type QueuedGrant, readRefreshEvent } from './read-event.ts';

export interface RefreshHandlerParts {
  /** One beat of the schedule. */
  tick(): Promise<unknown>;
  look(grant: string, look: Look): Promise<RefreshResult>;
  failed(grant: string, error: unknown): void;
}

/** Turns an event into looks at grants, and their outcome into what the caller of that kind of event expects. */
export function createRefreshHandler(parts: RefreshHandlerParts): (event: unknown) => Promise<unknown> {
  return async (event) => {
    const read = readRefreshEvent(event);
    if (!read) throw unknownEvent();
    switch (read.kind) {
      case 'tick':
        return await parts.tick();
      case 'batch':
        return await batch(parts, read.messages);
      case 'request': {
        const { grant, unlessFingerprint: fingerprint, over } = read;
        const look: Look = fingerprint === null ? { kind: 'renew' } : { kind: 'replace', fingerprint };
        return answer(await asked(parts, grant, look), over);
      }
      case 'needed': {
        const { grant, minValidSeconds, over } = read;
        return answer(await asked(parts, grant, { kind: 'needed', minValidSeconds }), over);
      }
      case 'refused': {
        const { grant, fingerprint, evidence } = read;
        return await asked(parts, grant, { kind: 'refused', fingerprint, evidence });
      }
    }
  };
}

/**
 * A message whose look failed comes again; that repeats the look, never an exchange, for what was sent stands in the
 * ledger. A message that is none of ours would come for ever, and goes to the dead-letter queue in its time.
 */
async function batch(
  parts: RefreshHandlerParts,
  messages: readonly QueuedGrant[],
): Promise<{ batchItemFailures: readonly { itemIdentifier: string }[] }> {
  const failures = await Promise.all(
    messages.map(async ({ messageId, grant }) => {
      try {
        if (grant === undefined) throw unknownEvent();
        await parts.look(grant, { kind: 'tick' });
        return [];
      } catch (error) {
        parts.failed(grant ?? messageId, error);
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failures.flat() };
}

function answer(result: RefreshResult, over: Over): unknown {
  if (over === 'invoke') return result;
  return {
    statusCode: result.kind === 'unavailable' ? (result.retryable ? 503 : 409) : 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(result),
  };
}

/** A caller is told what is wrong, as every other outcome is: an error of the function would be an alarm. */
async function asked(parts: RefreshHandlerParts, grant: string, look: Look): Promise<RefreshResult> {
  try {
    return await parts.look(grant, look);
  } catch (error) {
    if (!isFault(error)) throw error;
    parts.failed(grant, error);
    const { code: reason, message, remedy = `evergrant status ${grant}`, retryable } = error;
    return { kind: 'unavailable', reason, message, remedy, retryable };
  }
}

function unknownEvent(): Fault {
  return new Fault({
    code: 'EventUnknown',
    message: 'refresh was called with an event that it does not know',
    remedy: 'call it with {"evergrant":"refresh","credential":"GRANT","unlessFingerprint":null}',
  });
}
