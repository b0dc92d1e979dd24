import { type DaemonRecord, newRecord, restoreRecord } from '../../core/daemon/daemon-record.ts';
import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import { Fault } from '../../core/fault.ts';
import type { Ledger } from '../../core/ports.ts';
import type { Instant } from '../../core/time.ts';

/** The daemon's record and the ledger item behind it. The supervisor that holds it is its only writer. */
export class DaemonBook {
  readonly #ledger: Ledger;
  #record: DaemonRecord;
  #revision: number;
  /** Did a write fail, so that nobody knows whether it is there? */
  #unsure = false;
  /** Settles after the last write that was begun: each must know the revision that the one before it made. */
  #writing: Promise<unknown> = Promise.resolve();
  #isNoted = false;

  private constructor(ledger: Ledger, opened: { record: DaemonRecord; revision: number }) {
    this.#ledger = ledger;
    this.#record = opened.record;
    this.#revision = opened.revision;
  }

  static async open(ledger: Ledger, spec: DaemonSpec, now: Instant): Promise<DaemonBook> {
    const stored = await ledger.read('daemon', spec.name);
    return new DaemonBook(ledger, {
      record: stored ? restoreRecord(stored.item, spec, now) : newRecord(spec),
      revision: stored?.revision ?? 0,
    });
  }

  get record(): DaemonRecord {
    return this.#record;
  }

  /**
   * Takes over a record and stores it.
   *
   * @returns why it could not be stored; the record counts all the same, and the next write carries it
   * @throws Fault `DaemonTaken` when somebody else wrote it
   */
  save(record: DaemonRecord): Promise<{ readonly notSaved: string } | undefined> {
    this.#record = record;
    return this.#inTurn(() => this.#store(record));
  }

  /** Takes over a record and stores it soon; those that come until then make one write. What fails, the next `save` finds. */
  note(record: DaemonRecord): void {
    this.#record = record;
    if (this.#isNoted) return;
    this.#isNoted = true;
    const stored = this.#inTurn(() => {
      this.#isNoted = false;
      return this.#store(this.#record);
    });
    stored.catch(() => undefined);
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    return written;
  }

  async #store(record: DaemonRecord): Promise<{ readonly notSaved: string } | undefined> {
    try {
      if (this.#unsure) this.#revision = (await this.#ledger.read('daemon', record.daemon))?.revision ?? 0;
      const written = await this.#ledger.replace('daemon', record.daemon, {
        seen: this.#revision,
        item: record,
      });
      if (!written) throw otherWriter(record.daemon);
      this.#revision = (await this.#ledger.read('daemon', record.daemon))?.revision ?? this.#revision;
      this.#unsure = false;
      return undefined;
    } catch (error) {
      if (error instanceof Fault && error.code === 'DaemonTaken') throw error;
      this.#unsure = true;
      return { notSaved: error instanceof Error ? error.message : String(error) };
    }
  }
}

function otherWriter(daemon: string): Fault {
  return new Fault({
    code: 'DaemonTaken',
    message: `somebody else wrote the record of daemon "${daemon}", which only its supervisor may`,
    remedy: `end the other supervisor, then evergrant run ${daemon}`,
  });
}
