import type { AcknowledgeResult } from '../broker.ts';
import { DAY, type Instant, type Milliseconds } from '../time.ts';
import { type Delivered, type DeliveryRecord, lastDelivered, type Proof } from './delivery-record.ts';

/** What consumers have proven of the token that lies in a sink. */
export type Adoption =
  /** Every consumer that ever proved anything uses it. */
  | 'adopted'
  /** One of them has not proven it yet. */
  | 'delivered'
  /** Nobody ever proved anything: who reads the file cannot be seen. */
  | 'unobservable';

/** A consumer that proved nothing for so long is taken to be gone. */
const GONE_AFTER: Milliseconds = DAY;

/** A program that makes up a new name at every start must not fill the ledger. */
const MOST_CONSUMERS = 2_000;

/** Those whose last proof is not too old to count. A proof of the token that is in force never is. */
export function knownConsumers(record: DeliveryRecord, now: Instant): readonly Proof[] {
  return record.consumers.filter(
    ({ at, fingerprint }) => fingerprint === record.fingerprint || now - at < GONE_AFTER,
  );
}

export function adoptionOf(record: DeliveryRecord, now: Instant): Adoption {
  const known = knownConsumers(record, now);
  if (known.length === 0) return 'unobservable';
  return known.every(({ fingerprint }) => fingerprint === record.fingerprint) ? 'adopted' : 'delivered';
}

/** Takes a proof into the record. One that nothing is known of is not taken: it could be of another sink. */
export function withProof(record: DeliveryRecord, proof: Proof): DeliveryRecord {
  if (generationOf(record, proof.fingerprint) === undefined) return record;
  const others = record.consumers.filter(({ consumer }) => consumer !== proof.consumer);
  const consumers = [...knownConsumers({ ...record, consumers: others }, proof.at), proof].slice(
    -MOST_CONSUMERS,
  );
  const next = { ...record, consumers };
  const adopted = adoptionOf(next, proof.at) === 'adopted';
  return { ...next, adoptedAt: adopted ? (record.adoptedAt ?? proof.at) : null };
}

/**
 * What a consumer is told of its proof.
 * @param unused name of the token, where it is fetched from the broker and no daemon declares that it uses it
 */
export function answerTo(
  record: DeliveryRecord,
  { fingerprint, unused }: { fingerprint: string; unused: string | undefined },
): AcknowledgeResult {
  const last = lastDelivered(record);
  if (last === undefined && unused !== undefined) return unknownUse(unused);
  const known = generationOf(record, fingerprint);
  if (last === undefined || known === undefined) {
    return {
      kind: 'refused',
      reason: 'UnknownFingerprint',
      message: `no token of fingerprint ${fingerprint.slice(0, 12)} was delivered to ${record.sink}, as far back as is known`,
      remedy: 'send the first 12 hex digits of the SHA-256 of the access token that this sink holds',
    };
  }
  const { generation, fingerprint: inForce } = last;
  return { kind: known === generation ? 'adopted' : 'stale', generation, fingerprint: inForce };
}

/** Fetching without a name is not recorded, so a proof of what was fetched stands against nothing. */
function unknownUse(token: string): AcknowledgeResult {
  return {
    kind: 'refused',
    reason: 'UnknownFingerprint',
    message: `nobody is known to use token ${token} from the socket: no daemon declares it by "via: socket", and nobody fetched it under a name`,
    remedy: `fetch it under a name: GET /v1/tokens/${encodeURIComponent(token)}?consumer=NAME; or declare who uses it: daemons.NAME.uses: [{ token: ${token}, via: socket }], and restart evergrant up`,
  };
}

/** A consumer that goes on with an older token while a newer one lies in its sink. */
export interface StaleConsumer {
  readonly consumer: string;
  readonly how: Proof['how'];
  readonly fingerprint: string;
  readonly generation: number;
  /** When the older token was last proven. */
  readonly provenAt: Instant;
  /** When a newer one was delivered. */
  readonly newerSince: Instant;
}

/**
 * Consumers that proved an older token after a newer one was delivered, and have proven no newer one since, for
 * longer than `within`. One that is silent is not stale: nobody knows what it uses. Nor is one that fetched the older one:
 * what is fetched is in force at that moment, and a newer one was delivered beside it.
 */
export function staleConsumers(
  record: DeliveryRecord,
  { within, now }: { within: Milliseconds; now: Instant },
): readonly StaleConsumer[] {
  const history = historyOf(record);
  return knownConsumers(record, now).flatMap(({ consumer, fingerprint, at, how }) => {
    const index = history.findIndex((delivered) => delivered.fingerprint === fingerprint);
    const [used, newer] = [history[index], history[index - 1]];
    if (how === 'fetched') return [];
    if (!used || !newer || at < newer.deliveredAt || now - newer.deliveredAt < within) return [];
    const { generation } = used;
    return [{ consumer, how, fingerprint, generation, provenAt: at, newerSince: newer.deliveredAt }];
  });
}

/** The generation of a delivered token; undefined when none of this fingerprint is known. */
export function generationOf(record: DeliveryRecord, fingerprint: string): number | undefined {
  return historyOf(record).find((delivered) => delivered.fingerprint === fingerprint)?.generation;
}

function historyOf(record: DeliveryRecord): readonly Delivered[] {
  const last = lastDelivered(record);
  return last ? [last, ...record.earlier] : [];
}
