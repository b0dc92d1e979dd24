import { sweepSink } from '../../adapters/file-sink/unfinished.ts';
import type { Acknowledgement, AcknowledgeResult } from '../../core/broker.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import { type DeliveryTrouble, deliveryTroubles } from '../../core/delivery/delivery-trouble.ts';
import type { Announce, Clock, Delivery, Digest, Ledger, Secrets } from '../../core/ports.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { AdoptionProbes, PROBE } from './adoption-probes.ts';
import { Adoptions } from './adoptions.ts';
import { BackgroundJobs } from './background-jobs.ts';
import { deliverToken } from './deliver-token.ts';
import { DeliveryBook } from './delivery-book.ts';
import { FollowUps } from './follow-ups.ts';
import { Serial } from './serial.ts';
import { type Place, placeNamed, placesOf } from './token-places.ts';

export interface DeliveryPorts {
  readonly ledger: Ledger;
  readonly secrets: Pick<Secrets, 'read' | 'labelled'>;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly digest: Digest;
  /** The broker's environment, of which commands see the plain part. @default empty */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told that a consumer has shown to use a token of this credential. @default nobody is */
  readonly used?: (credential: string) => Promise<void>;
}

/**
 * Puts tokens where consumers read them and keeps a record of each place: what lies there, what followed, and who has
 * proven to use it. A sink that cannot be written holds up no other and is tried again at every look; one that somebody
 * else wrote over is written again.
 */
export class Deliveries implements Delivery {
  readonly #declaration: Declaration;
  readonly #ports: DeliveryPorts;
  readonly #book: DeliveryBook;
  readonly #jobs = new BackgroundJobs();
  readonly #followUps: FollowUps;
  readonly #adoptions: Adoptions;
  readonly #probes: AdoptionProbes;
  /** One writer for each file: several sinks may have parts of one. */
  readonly #writers = new Map<string, Serial>();

  constructor(declaration: Declaration, ports: DeliveryPorts) {
    const { ledger, clock, announce, environment = {}, used = async () => {} } = ports;
    this.#declaration = declaration;
    this.#ports = ports;
    this.#book = new DeliveryBook(ledger);
    this.#adoptions = new Adoptions({ book: this.#book, clock, announce, used });
    const common = { jobs: this.#jobs, clock, environment };
    this.#followUps = new FollowUps({ ...common, announce, book: this.#book });
    this.#probes = new AdoptionProbes({
      ...common,
      proven: async ({ name }, fingerprint) => {
        await this.#adoptions.prove(this.#place(name), { consumer: PROBE, fingerprint, how: 'probed' });
      },
    });
  }

  async deliver(grant: string): Promise<void> {
    const used = (await this.records(grant)).map(({ place }) => place);
    await Promise.all(used.map((place) => this.#deliverTo(place)));
  }

  /** The places of a grant's tokens that somebody uses, with their records, in the order of their declaration. */
  async records(grant: string): Promise<readonly { place: Place; record: DeliveryRecord }[]> {
    const places = placesOf(this.#declaration).filter((place) => place.grant === grant);
    const read = async (place: Place) => ({ place, record: await this.#book.read(place) });
    const all = await Promise.all(places.map(read));
    return all.filter(({ place, record }) => place.isDeclared || record.consumers.length > 0);
  }

  /** What keeps a grant's tokens from their consumers, the gravest of each place first. */
  async troubles(grant: string): Promise<readonly DeliveryTrouble[]> {
    const now = this.#ports.clock.now();
    const records = await this.records(grant);
    return records.flatMap(({ place, record }) => deliveryTroubles({ ...place, record, now }));
  }

  /** @throws Fault `UnknownSink`, `BadRequest` */
  async acknowledge(sink: string, { consumer, fingerprint }: Acknowledgement): Promise<AcknowledgeResult> {
    const place = this.#place(sink);
    // Whoever is quick acknowledges what it read before the delivery of it is recorded.
    await this.#writer(place).idle();
    return await this.#adoptions.prove(place, { consumer, fingerprint, how: 'acknowledged' });
  }

  /** A consumer that gave its name got this token from the broker itself: delivered and adopted in one. */
  async fetched(token: string, by: Acknowledgement & { generation: number }): Promise<void> {
    await this.#adoptions.fetched(this.#place(`token/${token}`), by);
  }

  /** A daemon was refused with this token, which shows what it uses where that is not what was delivered last. */
  async refused(grant: string, { consumer, fingerprint }: Acknowledgement): Promise<void> {
    for (const { place, record } of await this.records(grant)) {
      if (!place.users.includes(consumer) || record.fingerprint === fingerprint) continue;
      await this.#adoptions.prove(place, { consumer, fingerprint, how: 'refused' });
    }
  }

  /** Ends what follows deliveries, in a while; what is cut short is due again at the next start. */
  async close(): Promise<void> {
    await this.#jobs.stop(PATIENCE);
    await this.#book.idle();
  }

  async #deliverTo(place: Place): Promise<void> {
    const parts = { ...this.#ports, book: this.#book };
    const record = await this.#writer(place).run(() => deliverToken(place, parts));
    if (!record || !place.declaration) return;
    this.#followUps.attend(place.declaration, record);
    this.#probes.attend(place.declaration, record);
  }

  #place(name: string): Place {
    return placeNamed(name, this.#declaration);
  }

  #writer({ declaration, sink }: Place): Serial {
    const key = declaration?.file ?? sink;
    const known = this.#writers.get(key);
    if (known) return known;
    const writer = new Serial();
    this.#writers.set(key, writer);
    // A broker that was killed in a delivery may have left a token beside the file, and only one broker writes it.
    if (declaration) void writer.run(() => sweepSink(declaration.file));
    return writer;
  }
}

/** A broker that lives for one command has its follow-ups still to do when that is done. */
const PATIENCE: Milliseconds = 10 * SECOND;
