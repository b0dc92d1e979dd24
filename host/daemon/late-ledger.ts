import type { Clock, Ledger, LedgerItems, LedgerKind, Stored } from '../../core/ports.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';

/** How long after a failure it is not tried again. */
const PAUSE: Milliseconds = SECOND;

/** A ledger that cannot always be opened: each use tries again, once a second. Until then it refuses, and says why. */
export class LateLedger implements Ledger {
  readonly #openNow: () => Promise<Ledger>;
  readonly #clock: Pick<Clock, 'now'>;
  #opened: Promise<Ledger> | undefined;
  #failedAt: Instant | undefined;

  constructor(open: () => Promise<Ledger>, clock: Pick<Clock, 'now'>) {
    this.#openNow = open;
    this.#clock = clock;
  }

  /** @throws what opening threw, now or within the last second */
  async open(): Promise<Ledger> {
    const now = this.#clock.now();
    const isOver = this.#failedAt !== undefined && Math.abs(now - this.#failedAt) >= PAUSE;
    if (!this.#opened || isOver) {
      this.#failedAt = undefined;
      this.#opened = this.#openNow();
      this.#opened.catch(() => {
        this.#failedAt = this.#clock.now();
      });
    }
    return await this.#opened;
  }

  async read<K extends LedgerKind>(kind: K, id: string): Promise<Stored<LedgerItems[K]> | undefined> {
    return await (await this.open()).read(kind, id);
  }

  async replace<K extends LedgerKind>(
    kind: K,
    id: string,
    write: { seen: number; item: LedgerItems[K] },
  ): Promise<boolean> {
    return await (await this.open()).replace(kind, id, write);
  }

  async lastGood(grant: string): ReturnType<Ledger['lastGood']> {
    return await (await this.open()).lastGood(grant);
  }
}
