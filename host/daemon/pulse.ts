import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';

/** A loop that turns at least every few minutes, and what shows that it does. */
export class Pulse {
  readonly #most: Milliseconds;
  #last: Instant;

  /** @param most longest time between two turns of a loop that is well */
  constructor(now: Instant, most: Milliseconds = 10 * MINUTE) {
    this.#last = now;
    this.#most = most;
  }

  beat(now: Instant): void {
    this.#last = now;
  }

  isAlive(now: Instant): boolean {
    return now - this.#last <= this.#most;
  }
}
