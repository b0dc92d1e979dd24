import type { SQSClient } from '@aws-sdk/client-sqs';
import { readAgentToken } from '../../core/agent-token/update.ts';
import { afterDelivery, type Delivered, type DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import { type DeliveryTrouble, deliveryTroubles } from '../../core/delivery/delivery-trouble.ts';
import { writeTokenNotice } from '../../core/delivery/token-notice.ts';
import { readDelivery, updateDelivery } from '../../core/delivery/update-delivery.ts';
import type { EvergrantEvent } from '../../core/event.ts';
import { readGrant } from '../../core/ledger/update.ts';
import type { Announce, Clock, Delivery, Ledger } from '../../core/ports.ts';
import { inWaves } from './in-waves.ts';
import { queueName } from './queue-name.ts';
import { type SentMessage, sendBatch } from './send-batch.ts';

export interface QueueDeliveryOptions {
  readonly client: SQSClient;
  readonly ledger: Ledger;
  readonly announce: Announce;
  readonly clock: Pick<Clock, 'now'>;
  /** The addresses of the queues that are told of each token of a grant, by the token's name. */
  readonly queuesOf: (grant: string) => Promise<Readonly<Record<string, readonly string[]>>>;
}

/** A queue that is told of a token. */
export interface QueuePlace {
  /** Name of its delivery record: `evergrant-jada-ops1/sheets`. A host's records share the queue's name as prefix. */
  readonly sink: string;
  readonly grant: string;
  readonly token: string;
  readonly queueUrl: string;
}

/**
 * Tells the hosts that a token has a successor: `{schema, credential, generation}` to the queue of each, never the
 * token. What a queue took is recorded and not sent again; what it did not take is recorded with the reason and sent
 * at the next call, which is what a look at the grant begins with. A queue that is gone holds up no other.
 *
 * Delivered means here that the queue has the notice. What its host made of it is in the host's own records.
 */
export class QueueDelivery implements Delivery {
  readonly #options: QueueDeliveryOptions;

  constructor(options: QueueDeliveryOptions) {
    this.#options = options;
  }

  /** Tells of the generation that is in force, which may be a later one than was asked for. */
  async deliver(grant: string): Promise<void> {
    const inForce = await this.#inForce(grant);
    if (!inForce) return;
    const records = await this.records(grant);
    const untold = records.filter(({ record }) => !isTold(record, inForce.generation));
    const queues = new Set(untold.map(({ place }) => place.queueUrl));
    const ofQueue = (url: string) =>
      untold.map(({ place }) => place).filter(({ queueUrl }) => queueUrl === url);
    await inWaves([...queues], (url) => this.#tell(url, { places: ofQueue(url), inForce }));
  }

  /** The queues of a grant's tokens with their records, as they were declared. */
  async records(grant: string): Promise<readonly { place: QueuePlace; record: DeliveryRecord }[]> {
    const queues = await this.#options.queuesOf(grant);
    const places = Object.entries(queues).flatMap(([token, urls]) =>
      urls.map((queueUrl) => ({ sink: `${queueName(queueUrl)}/${token}`, grant, token, queueUrl })),
    );
    return await inWaves(places, async (place) => ({
      place,
      record: await readDelivery(this.#options.ledger, place),
    }));
  }

  /** What keeps a grant's notices from their hosts. */
  async troubles(grant: string): Promise<readonly DeliveryTrouble[]> {
    const now = this.#options.clock.now();
    const records = await this.records(grant);
    // Consumers prove what they use in the records of their hosts, never in those of the queues.
    return records.flatMap(({ place, record }) =>
      deliveryTroubles({ record, target: `queue ${queueName(place.queueUrl)}`, within: 0, now }),
    );
  }

  /** Of a grant or of an agent's token: no two of them have the same name. */
  async #inForce(credential: string): Promise<InForce | undefined> {
    const { ledger } = this.#options;
    const { settled, fingerprint } = await readGrant(ledger, credential);
    if (settled && fingerprint !== null) return { generation: settled.generation, fingerprint };
    return (await readAgentToken(ledger, credential)).settled ?? undefined;
  }

  async #tell(
    queueUrl: string,
    { places, inForce }: { places: readonly QueuePlace[]; inForce: InForce },
  ): Promise<void> {
    const body = ({ token }: QueuePlace) =>
      writeTokenNotice({ credential: token, generation: inForce.generation });
    const sent = await sendBatch(this.#options.client, queueUrl, { things: places, body });
    await Promise.all(sent.map((message) => this.#note(message, inForce)));
  }

  async #note({ of: place, error }: SentMessage<QueuePlace>, inForce: InForce): Promise<void> {
    const { ledger, clock } = this.#options;
    const delivered: Delivered = { ...inForce, deliveredAt: clock.now() };
    let isNews = false;
    await updateDelivery(ledger, place, (record) => {
      if (error !== null) {
        isNews = record.error !== error;
        return isNews ? { ...record, error } : record;
      }
      // Somebody who settled a later one may have told of it meanwhile.
      isNews = !isTold(record, inForce.generation);
      return isNews ? afterDelivery(record, { delivered, follows: false }) : record;
    });
    if (!isNews) return;
    this.#announce(
      place,
      inForce,
      error === null ? { type: 'delivered' } : { type: 'deliveryFailed', message: error },
    );
  }

  #announce(
    { grant, sink }: QueuePlace,
    { generation, fingerprint }: InForce,
    news: Pick<EvergrantEvent, 'type' | 'message'>,
  ): void {
    const { announce, clock } = this.#options;
    const details = { sink, fingerprint };
    announce.event({ schema: 1, at: clock.now(), credential: grant, generation, details, ...news });
  }
}

interface InForce {
  readonly generation: number;
  readonly fingerprint: string;
}

function isTold(record: DeliveryRecord, generation: number): boolean {
  return record.error === null && record.generation >= generation;
}
