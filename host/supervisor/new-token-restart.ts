import type { DaemonRecord } from '../../core/daemon/daemon-record.ts';
import type { RunningProcess } from './spawn.ts';
import type { Supervision } from './supervision.ts';

interface Run {
  readonly running: RunningProcess;
  /** Of the grants that it uses, when it started. */
  readonly generations: DaemonRecord['generations'];
}

/**
 * Ends a run when a newer token comes, where the declaration says so: TERM, time to end its work, then KILL. The next
 * run is due at once, with the newer token. Children that leave the daemon's process group keep what they were given.
 */
export class NewTokenRestart {
  /** Settles when the run has ended and nothing is left to do. */
  readonly done: Promise<void>;
  readonly #supervision: Supervision;
  readonly #run: Run;
  readonly #over = new AbortController();
  #asked = false;

  constructor(supervision: Supervision, run: Run) {
    this.#supervision = supervision;
    this.#run = run;
    this.done = this.#watch();
  }

  /** Was the run asked to end? Then its end is no word about the daemon. */
  get asked(): boolean {
    return this.#asked;
  }

  runEnded(): void {
    this.#over.abort();
  }

  async #watch(): Promise<void> {
    const { around, bell } = this.#supervision;
    const { restart } = around.spec;
    if (!restart) return;
    const over = new Promise<void>((resolve) => {
      this.#over.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    for (;;) {
      const rung = bell.next();
      if (this.#over.signal.aborted) return;
      const grant = this.#newer();
      if (grant !== undefined) return await this.#drain(grant, restart.drain);
      await Promise.race([rung, over]);
    }
  }

  async #drain(grant: string, drain: number): Promise<void> {
    const { clock } = this.#supervision.around;
    const until = clock.now() + drain;
    this.#asked = true;
    this.#supervision.tell({ type: 'runDraining', grant, until });
    this.#run.running.signal('SIGTERM');
    await clock.until(until, this.#over.signal);
    if (!this.#over.signal.aborted) this.#run.running.signal('SIGKILL');
  }

  /** A grant of which nothing was known at the start counts from what is known first. */
  #newer(): string | undefined {
    const { generations } = this.#run;
    const views = [...this.#supervision.follower.views.values()];
    return views.find(({ grant, generation }) => generation > (generations[grant] ?? generation))?.grant;
  }
}
