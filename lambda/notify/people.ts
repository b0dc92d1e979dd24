import type { Condition, Incident } from '../../core/incident/incident.ts';
import { type IncidentPorts, keepTold, TELLING } from '../../core/incident/keep-told.ts';
import type { Instant } from '../../core/time.ts';

/** What people are told of by `notify` itself: a daemon, an alarm, or a grant that could not be looked at. */
export interface Topic {
  readonly kind: 'daemon' | 'alarm' | 'grant';
  readonly name: string;
}

export interface PeopleOptions {
  readonly ports: IncidentPorts;
  readonly deployment: string;
  readonly failed: (what: string, error: unknown) => void;
}

/** The people behind the ops topic. They hear of each trouble once, and once that it is over; SNS may repeat itself. */
export class People {
  readonly #options: PeopleOptions;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  /** The open incident about a topic, as far as the ledger can be read. */
  async open(topic: Topic): Promise<Incident | null> {
    const stored = await this.#read(topic);
    return stored && stored.closedAt === null ? stored : null;
  }

  /**
   * Tells of trouble, unless people know of it.
   *
   * @param at when the alarm changed: news older than the end of the last trouble are a repetition
   * @throws Fault of SNS when people could not be told. Without a ledger they are told, and told again with every repetition
   */
  async tell(topic: Topic, { condition, at }: { condition: Condition; at: Instant }): Promise<void> {
    const stored = await this.#read(topic);
    if (stored && stored.closedAt !== null && at <= stored.closedAt) return;
    await this.#keepTold(topic, { condition, at });
  }

  /** Tells that it is over, if people were told that it began. @throws as `tell` does */
  async over(topic: Topic, at: Instant): Promise<void> {
    const stored = await this.#read(topic);
    if (!stored || (stored.closedAt === null && at <= stored.openedAt)) return;
    await this.#keepTold(topic, { condition: null, at });
  }

  /** Tells without a look at the ledger: whatever it is, it comes again with every repetition. @throws Fault of SNS */
  async passOn(topic: Topic, { condition, at }: { condition: Condition; at: Instant }): Promise<void> {
    const { ports, deployment } = this.#options;
    const { kind, name: grant } = topic;
    const incident: Incident = {
      schema: 1,
      id: ports.random.id(),
      grant,
      ...(kind !== 'grant' && { kind }),
      condition,
      openedAt: at,
      notifiedAt: at,
      closedAt: null,
      closeNotified: false,
    };
    await ports.alert.notify({ kind: 'opened', at, deployment, incident });
  }

  async #keepTold(topic: Topic, { condition, at }: { condition: Condition | null; at: Instant }) {
    const { ports, deployment, failed } = this.#options;
    let isTold = false;
    const alert: IncidentPorts['alert'] = {
      notify: async (notice) => {
        await ports.alert.notify(notice);
        isTold = true;
      },
    };
    // An incident begins and ends when the alarm does, and whoever tells people does so now.
    const clock = { ...ports.clock, now: () => at };
    const telling = Math.max(0, TELLING - (ports.clock.now() - at));
    const subject = { id: idOf(topic), name: topic.name, deployment, condition, telling };
    try {
      await keepTold(
        { ...ports, alert, clock },
        { ...subject, ...(topic.kind !== 'grant' && { kind: topic.kind }) },
      );
    } catch (error) {
      failed(idOf(topic), error);
      // What the ledger does not know it could not close either.
      if (!isTold && condition) await this.passOn(topic, { condition, at });
      else if (!isTold) throw error;
    }
  }

  async #read(topic: Topic): Promise<Incident | null> {
    const { ports, failed } = this.#options;
    try {
      return (await ports.ledger.read('incident', idOf(topic)))?.item ?? null;
    } catch (error) {
      failed(idOf(topic), error);
      return null;
    }
  }
}

/** Id of its item in the ledger. The incident of a grant itself is kept by whoever refreshes, under the grant's name. */
function idOf({ kind, name }: Topic): string {
  return kind === 'grant' ? `check/${name}` : `${kind}/${name}`;
}
