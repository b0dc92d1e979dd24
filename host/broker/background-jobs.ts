import type { Milliseconds } from '../../core/time.ts';

/** Jobs that nobody waits for, at most one of a name at a time. */
export class BackgroundJobs {
  readonly #running = new Map<string, Promise<void>>();
  readonly #stopping = new AbortController();

  /** Starts a job unless one of its name runs. Its failures are its own business. */
  start(name: string, job: (signal: AbortSignal) => Promise<void>): void {
    if (this.#running.has(name) || this.#stopping.signal.aborted) return;
    const running = job(this.#stopping.signal).finally(() => this.#running.delete(name));
    this.#running.set(name, running);
    running.catch(() => undefined);
  }

  /** Resolves when all that run now have ended. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  /** Gives those that run some more time, then ends them. Starts no other. */
  async stop(patience: Milliseconds): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(), patience);
    while (this.#running.size > 0) await this.idle();
    clearTimeout(timer);
    this.#stopping.abort();
  }
}
