import type { Clock } from '../../../core/ports.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';

/**
 * A clock that leaps to the earliest instant that anybody waits for, as soon as nobody has anything else to do. Those who
 * wait longer go on waiting. For flows over ports in memory: what waits for a file or a network is not seen.
 */
export class IdleClock implements Clock {
  #now: Instant = Date.UTC(2026, 10, 23, 12);
  readonly #sleepers: { readonly at: Instant; readonly wake: () => void }[] = [];

  now(): Instant {
    return this.#now;
  }

  sleep(span: Milliseconds): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers.push({ at: this.#now + Math.max(0, span), wake });
      setImmediate(() => this.#wakeNext());
    });
  }

  /** Somebody who sleeps anew leaves one more to wake than there are wakers: each wakes one. */
  #wakeNext(): void {
    const next = this.#sleepers.sort((a, b) => a.at - b.at).shift();
    if (!next) return;
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
