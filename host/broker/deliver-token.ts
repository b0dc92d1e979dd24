import { putToken } from '../../adapters/file-sink/put-token.ts';
import { readSink } from '../../adapters/file-sink/read-sink.ts';
import { afterDelivery, type DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import type { ShapedToken } from '../../core/delivery/shaped-token.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { isFault } from '../../core/fault.ts';
import { tokenOnClock } from '../../core/grant/token-on-clock.ts';
import type { Announce, Clock, Digest, Ledger, Secrets } from '../../core/ports.ts';
import { currentToken } from './current-token.ts';
import type { DeliveryBook } from './delivery-book.ts';
import type { Place } from './token-places.ts';

export interface DeliverParts {
  readonly book: DeliveryBook;
  readonly ledger: Pick<Ledger, 'read'>;
  readonly secrets: Pick<Secrets, 'read' | 'labelled'>;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly digest: Digest;
}

/**
 * Puts the token in force into a place unless it lies there, and records what came of it.
 *
 * @returns the record; undefined when there is no token yet
 */
export async function deliverToken(place: Place, parts: DeliverParts): Promise<DeliveryRecord | undefined> {
  const { book, secrets, digest } = parts;
  const value = await currentToken(secrets, place.token);
  if (!value) return undefined;
  const token = { value, fingerprint: digest.fingerprint(value.access.token) };
  const record = await book.read(place);
  try {
    if (await holds(place, { token, record, digest })) return record;
    if (place.declaration) {
      const offset = (await parts.ledger.read('grant', place.grant))?.item.clockOffset ?? 0;
      await putToken(place.declaration, { ...token, value: tokenOnClock(value, offset) });
    }
    return await delivered(place, { token, parts });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy = isFault(error) ? (error.remedy ?? null) : null;
    if (record.error === message && record.remedy === remedy) return record;
    return await notDelivered(place, { token, parts, message, remedy });
  }
}

/** Is this very token in the place, as far as record and file tell? An older one never replaces a newer one. */
async function holds(
  { declaration }: Place,
  at: { token: ShapedToken; record: DeliveryRecord; digest: Digest },
): Promise<boolean> {
  const { token, record, digest } = at;
  if (record.error !== null) return false;
  if (record.generation > token.value.generation) return true;
  if (record.generation < token.value.generation) return false;
  if (!declaration) return true;
  const content = await readSink(declaration.file, { shape: declaration.shape, digest });
  return content.kind === 'token' && content.fingerprint === token.fingerprint;
}

interface Outcome {
  readonly token: ShapedToken;
  readonly parts: DeliverParts;
}

async function delivered(place: Place, { token, parts }: Outcome): Promise<DeliveryRecord> {
  const { generation } = token.value;
  const done = { generation, fingerprint: token.fingerprint, deliveredAt: parts.clock.now() };
  const follows = place.declaration?.afterDelivery !== undefined;
  const record = await parts.book.update(place, (seen) => afterDelivery(seen, { delivered: done, follows }));
  if (place.declaration) tell(place, { token, parts, event: { type: 'delivered' } });
  return record;
}

async function notDelivered(
  place: Place,
  failure: Outcome & { message: string; remedy: string | null },
): Promise<DeliveryRecord> {
  const { token, parts, message, remedy } = failure;
  const record = await parts.book.update(place, (seen) => ({ ...seen, error: message, remedy }));
  tell(place, { token, parts, event: { type: 'deliveryFailed', message } });
  return record;
}

function tell(
  place: Place,
  { token, parts, event }: Outcome & { event: Pick<EvergrantEvent, 'type' | 'message'> },
): void {
  parts.announce.event({
    schema: 1,
    at: parts.clock.now(),
    credential: place.grant,
    generation: token.value.generation,
    details: { sink: place.sink, fingerprint: token.fingerprint },
    ...event,
  });
}
