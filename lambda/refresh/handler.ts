import type { RefreshResult } from '../../core/broker.ts';
import { isMapping, type RawMapping } from '../../core/config/raw-tree.ts';
import { Fault, isFault } from '../../core/fault.ts';
import { redact } from '../../core/verdict/redact.ts';
import { FAN_OUT } from '../../core/wire.ts';
import type { Look } from './look-at.ts';
import { type Over, type QueuedGrant, readRefreshEvent } from './read-event.ts';

export interface RefreshHandlerParts {
  /** One beat of the schedule. */
  tick(): Promise<unknown>;
  look(grant: string, look: Look): Promise<RefreshResult>;
  /** @param about the grant; `refresh` itself where an event does not say */
  failed(about: string, error: unknown): void;
}

/** Turns an event into looks at grants, and their outcome into what the caller of that kind of event expects. */
export function createRefreshHandler(parts: RefreshHandlerParts): (event: unknown) => Promise<unknown> {
  return async (event) => {
    try {
      return await handle(parts, event);
    } catch (error) {
      // Lambda repeats the call twice, and shows its error to nobody who looks for events.
      parts.failed('refresh', error);
      throw error;
    }
  };
}

async function handle(parts: RefreshHandlerParts, event: unknown): Promise<unknown> {
  const read = readRefreshEvent(event);
  if (!read) throw unknownEvent(event);
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
        if (grant === undefined) throw unknownMessage(messageId);
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

/** Names what came by its keys alone: a value could be anything. */
function unknownEvent(event: unknown): Fault {
  const came = isMapping(event)
    ? `an object with ${keysOf(event)}`
    : `${event === null ? 'null' : typeof event}`;
  return new Fault({
    code: 'EventUnknown',
    message: `refresh was called with an event that it does not know: expected {"evergrant":"tick"}, "refresh" or "refused" with a credential, records of its queue, or a request to its address; got ${came}`,
    remedy:
      'call it with {"evergrant":"refresh","credential":"GRANT","unlessFingerprint":null}, or find out who else calls it: aws lambda get-policy --function-name NAME',
  });
}

function keysOf(event: RawMapping): string {
  const keys = Object.keys(event).sort();
  const shown = keys.slice(0, MOST_KEYS).map((key) => redact(key.slice(0, LONGEST_KEY)));
  if (keys.length === 0) return 'no keys';
  return `the keys ${shown.join(', ')}${keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : ''}`;
}

const MOST_KEYS = 8;
const LONGEST_KEY = 40;

function unknownMessage(messageId: string): Fault {
  return new Fault({
    code: 'MessageUnknown',
    message: `message ${messageId} of the fan-out queue names no grant; when it was taken five times it goes to the dead-letter queue`,
    remedy: `look who else may send there, and at the message: aws sqs receive-message --queue-url URL, of the queue that ends in ${FAN_OUT}-dead`,
  });
}
