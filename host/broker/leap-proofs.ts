import type { Milliseconds } from '../../core/time.ts';
import { ClockWatch } from './clock-watch.ts';

export interface LeapDuties {
  leaped(leap: Milliseconds): void;
  /** Asks the issuer of a grant, whose answer tells its time. Never rejects. */
  prove(grant: string): Promise<void>;
}

/** Has every grant proven once when the clock leaps: until its issuer has told the time, none of its instants is believed. */
export class LeapProofs {
  readonly #grants: readonly string[];
  readonly #duties: LeapDuties;
  readonly #watch: ClockWatch;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(grants: readonly string[], duties: LeapDuties) {
    this.#grants = grants;
    this.#duties = duties;
    const clocks = { wall: Date.now, monotonic: () => performance.now() };
    this.#watch = new ClockWatch(clocks, (leap) => this.#leaped(leap));
  }

  start(): void {
    this.#watch.start();
  }

  stop(): void {
    this.#watch.stop();
  }

  /** Resolves when the grant can be believed: at once, unless the clock has leaped and its proof goes on. */
  async underWay(grant: string): Promise<void> {
    this.#watch.look();
    await this.#underWay.get(grant);
  }

  #leaped(leap: Milliseconds): void {
    this.#duties.leaped(leap);
    for (const grant of this.#grants) {
      const proof = this.#duties.prove(grant).finally(() => {
        // It may have leaped again meanwhile.
        if (this.#underWay.get(grant) === proof) this.#underWay.delete(grant);
      });
      this.#underWay.set(grant, proof);
    }
  }
}
