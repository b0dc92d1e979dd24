import type { Acknowledgement, AcknowledgeResult } from '../../core/broker.ts';
import { answerTo, withProof } from '../../core/delivery/adoption.ts';
import { afterDelivery, type DeliveryRecord, type Proof } from '../../core/delivery/delivery-record.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import type { Announce, Clock } from '../../core/ports.ts';
import type { DeliveryBook } from './delivery-book.ts';
import type { Place } from './token-places.ts';

export interface AdoptionParts {
  readonly book: DeliveryBook;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Told that a consumer has shown to use a token of this credential. */
  readonly used: (credential: string) => Promise<void>;
}

/** Records what consumers prove, and announces when the last of them uses the new token. */
export class Adoptions {
  readonly #parts: AdoptionParts;

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  /** @throws Fault `BadRequest` when the name cannot stand in a record or on a terminal */
  async prove(place: Place, proof: Omit<Proof, 'at'>): Promise<AcknowledgeResult> {
    const record = await this.#record(place, { proof, first: (seen) => seen });
    const unused = place.isDeclared ? undefined : place.token;
    return answerTo(record, { fingerprint: proof.fingerprint, unused });
  }

  /** A consumer got this token from the broker itself: delivered and adopted in one. */
  async fetched(place: Place, by: Acknowledgement & { generation: number }): Promise<void> {
    const { consumer, fingerprint, generation } = by;
    const delivered = { generation, fingerprint, deliveredAt: this.#parts.clock.now() };
    await this.#record(place, {
      proof: { consumer, fingerprint, how: 'fetched' },
      first: (seen) =>
        seen.generation < generation ? afterDelivery(seen, { delivered, follows: false }) : seen,
    });
  }

  async #record(
    place: Place,
    { proof, first }: { proof: Omit<Proof, 'at'>; first: (seen: DeliveryRecord) => DeliveryRecord },
  ): Promise<DeliveryRecord> {
    if (!NAME.test(proof.consumer)) throw unnamed();
    const { book, clock } = this.#parts;
    let adopted: DeliveryRecord | undefined;
    const record = await book.update(place, (seen) => {
      const before = first(seen);
      const next = withProof(before, { ...proof, at: clock.now() });
      adopted = before.adoptedAt === null && next.adoptedAt !== null ? next : undefined;
      return next;
    });
    if (adopted) this.#tell(place, adopted);
    await this.#parts.used(place.grant);
    return record;
  }

  #tell(place: Place, { generation, fingerprint, consumers }: DeliveryRecord): void {
    const { clock, announce } = this.#parts;
    announce.event({
      schema: 1,
      at: clock.now(),
      type: 'adopted',
      credential: place.grant,
      generation,
      details: { sink: place.sink, fingerprint, consumers: consumers.length },
    });
  }
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._:@/#+-]{0,63}$/u;

function unnamed(): Fault {
  return new Fault({
    code: 'BadRequest',
    message:
      'a consumer needs a name of 1 to 64 letters, digits and . _ : @ / # + -, so that people can find it',
    remedy: 'send "consumer": "NAME"; one name for each program that keeps a token in memory',
    exitCode: ExitCode.Usage,
  });
}
