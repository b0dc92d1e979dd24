import type { Instant } from '../../../core/time.ts';
import type { WaitingClock } from '../../../host/supervisor/waiting-clock.ts';

/** A clock that stands still until a test moves it, and that tells the test when somebody waits on it. */
export class ManualWaitingClock implements WaitingClock {
  #now: Instant;
  #waits: { at: Instant; wake: () => void }[] = [];
  #watchers: { at: Instant; seen: () => void }[] = [];

  constructor(now: Instant) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  until(at: Instant, signal: AbortSignal): Promise<void> {
    if (at <= this.#now || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wait = {
        at,
        wake: () => {
          this.#waits = this.#waits.filter((other) => other !== wait);
          signal.removeEventListener('abort', wait.wake);
          resolve();
        },
      };
      this.#waits.push(wait);
      signal.addEventListener('abort', wait.wake, { once: true });
      for (const watcher of this.#watchers) if (watcher.at === at) watcher.seen();
    });
  }

  /** Settles as soon as somebody waits for exactly this instant. */
  waitedFor(at: Instant): Promise<void> {
    if (this.#waits.some((wait) => wait.at === at)) return Promise.resolve();
    return new Promise((seen) => this.#watchers.push({ at, seen }));
  }

  /** Moves to an instant that somebody waits for, once they do. */
  async reach(at: Instant): Promise<void> {
    await this.waitedFor(at);
    this.#now = at;
    for (const wait of this.#waits.filter((one) => one.at <= at)) wait.wake();
  }

  /** Moves without waking anybody who waits for later. */
  set(now: Instant): void {
    this.#now = now;
    for (const wait of this.#waits.filter((one) => one.at <= now)) wait.wake();
  }
}
