import { boundReport } from '../../core/host/bound-report.ts';
import type { HostReport } from '../../core/host/host-report.ts';
import type { Ledger, Random } from '../../core/ports.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { Bell } from '../supervisor/bell.ts';
import { type WaitingClock, waitFor } from '../supervisor/waiting-clock.ts';

export interface ReportWriterOptions {
  readonly ledger: Pick<Ledger, 'read' | 'replace'>;
  readonly host: string;
  readonly clock: WaitingClock;
  readonly random: Pick<Random, 'fraction'>;
  /** What the host is like now. Asked for each write anew, so that nothing is kept in between. */
  readonly report: () => Promise<HostReport>;
  /** Told of each write that did not succeed; it is tried again by itself. */
  readonly failed: (error: unknown) => void;
  /** Told after each write. */
  readonly written?: (report: HostReport) => void;
  /** Told at each write of a machine that reports as this host, too; undefined: none does, as far as is known. */
  readonly twin?: (report: HostReport | undefined) => void;
}

/** How often a report is written while nothing changes. */
export const REPORT_INTERVAL: Milliseconds = 5 * MINUTE;

/** Changes that come within this of each other make one write. */
const COALESCE: Milliseconds = SECOND / 2;

/** Changes in a row that are told at once. What goes on changing is told less often: each write has a price. */
const QUICK_CHANGES = 20;
const SLOW_COALESCE: Milliseconds = 30 * SECOND;

/** Two machines write in turns, each within an interval. */
const FORGOTTEN_TWIN: Milliseconds = 3 * REPORT_INTERVAL;

/** Pause after the first failure; it doubles up to a minute. */
const FIRST_PAUSE: Milliseconds = 2 * SECOND;
const LONGEST_PAUSE: Milliseconds = MINUTE;

/**
 * Keeps the report of this host in the ledger: the first at once, then one every five minutes less up to a tenth, and
 * one half a second after a change. An outage ends in one write of what is true by then: nothing is queued.
 */
export class ReportWriter {
  readonly #options: ReportWriterOptions;
  readonly #bell = new Bell();
  #changed = false;
  /** Since the last time that a report was due and nothing had changed. */
  #changesInRow = 0;
  /** Revision of our last write; undefined: to be read first. */
  #seen: number | undefined;
  #pause = FIRST_PAUSE;
  #hasWritten = false;
  /** The report of another machine of this name, with when it was found. */
  #twin: { readonly report: HostReport; readonly foundAt: Instant } | undefined;

  constructor(options: ReportWriterOptions) {
    this.#options = options;
  }

  /** Something is to be told soon. Never waits. */
  changed(): void {
    this.#changed = true;
    this.#bell.ring();
  }

  /** Writes until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const ring = () => this.#bell.ring();
    signal.addEventListener('abort', ring, { once: true });
    while (!signal.aborted) {
      const rung = this.#bell.next();
      this.#changed = false;
      const wrote = await this.#write();
      const now = clock.now();
      if (wrote && !this.#changed) await waitFor(rung, { until: now + this.#interval(), clock });
      this.#changesInRow = this.#changed ? this.#changesInRow + 1 : 0;
      if (this.#changed) await clock.until(clock.now() + this.#coalesce(), signal);
      if (!wrote) await clock.until(now + this.#nextPause(), signal);
    }
  }

  async #write(): Promise<boolean> {
    const { report, failed, written } = this.#options;
    try {
      const bounded = boundReport(await report());
      await this.#put(bounded);
      this.#pause = FIRST_PAUSE;
      written?.(bounded);
      return true;
    } catch (error) {
      // Whatever the ledger holds by now: a write whose answer was lost may have been taken.
      this.#seen = undefined;
      failed(error);
      return false;
    }
  }

  /** The only writer is this host, so who else wrote is an earlier run of it, or a second machine of the same name. */
  async #put(item: HostReport): Promise<void> {
    const { ledger, host, twin } = this.#options;
    for (;;) {
      const seen = this.#seen ?? (await this.#look(item));
      const written = await ledger.replace('host', host, { seen, item });
      // A first item gets a revision that only the ledger knows.
      this.#seen = written && seen > 0 ? seen + 1 : undefined;
      if (!written) continue;
      this.#hasWritten = true;
      if (this.#twin && item.at - this.#twin.foundAt > FORGOTTEN_TWIN) this.#twin = undefined;
      return twin?.(this.#twin?.report);
    }
  }

  /** @returns revision of the report in the ledger; 0: there is none */
  async #look(ours: HostReport): Promise<number> {
    const { ledger, host } = this.#options;
    const found = await ledger.read('host', host);
    if (this.#hasWritten && found && found.item.startedAt !== ours.startedAt)
      this.#twin = { report: found.item, foundAt: ours.at };
    return found?.revision ?? 0;
  }

  #coalesce(): Milliseconds {
    return this.#changesInRow > QUICK_CHANGES ? SLOW_COALESCE : COALESCE;
  }

  #interval(): Milliseconds {
    return Math.round(REPORT_INTERVAL * (1 - this.#options.random.fraction() / 10));
  }

  #nextPause(): Milliseconds {
    const pause = this.#pause;
    this.#pause = Math.min(LONGEST_PAUSE, pause * 2);
    return Math.round(pause * (1 - this.#options.random.fraction() / 4));
  }
}
