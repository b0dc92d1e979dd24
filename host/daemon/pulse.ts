import { type Instant, MINUTE, type Milliseconds } from '../../core/time.ts';

/** A loop that turns at least every few minutes, and what shows that it does. */
export class Pulse {
  readonly #most: Milliseconds;
  #last: Instant;
  #isEnding = false;

  /** @param most longest time between two turns of a loop that is well */
  constructor(now: Instant, most: Milliseconds = 10 * MINUTE) {
    this.#last = now;
    this.#most = most;
  }

  /** The loop ends now, in its own time: daemons drain as long as they are given. */
  ends(): void {
    this.#isEnding = true;
  }

  beat(now: Instant): void {
    this.#last = now;
  }

  isAlive(now: Instant): boolean {
    return this.#isEnding || now - this.#last <= this.#most;
  }
}
