import type { Clock } from '../../../core/ports.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';

/** A clock that stands still but for {@link LeapingClock.advance} and for `sleep`, which leaps instead of waiting. */
export class LeapingClock implements Clock {
  #now: Instant = Date.UTC(2026, 4, 13, 14, 30);

  now(): Instant {
    return this.#now;
  }

  async sleep(span: Milliseconds): Promise<void> {
    this.#now += span;
  }

  advance(span: Milliseconds): void {
    this.#now += span;
  }
}
