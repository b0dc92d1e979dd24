import { setTimeout as pause } from 'node:timers/promises';
import type { Milliseconds } from '../core/time.ts';
import type { Finder, Observation } from './observation.ts';

/** A wait for something to be observed. */
export interface Wait {
  /** Name of the expectation that fails when it does not come. */
  readonly expectation: string;
  readonly within: Milliseconds;
}

/** What was waited for did not come in time. */
export class NotObserved extends Error {
  readonly expectation: string;

  constructor({ expectation, within }: Wait) {
    super(`not within ${within / 1_000} s`);
    this.name = 'NotObserved';
    this.expectation = expectation;
  }
}

/** How often facts outside the journal are looked at. */
const POLL: Milliseconds = 50;

/** Everything that was observed, in the order in which it was seen, and the waits for what is still to come. */
export class Journal {
  readonly #observations: Observation[] = [];
  readonly #tell: (observation: Observation) => void;
  #changed: () => void = () => {};
  #change = this.#nextChange();
  #broken: { readonly error: unknown } | undefined;

  /** @param tell called with each observation as it comes */
  constructor(tell: (observation: Observation) => void) {
    this.#tell = tell;
  }

  /** A mark: what is added later has this index or a higher one. */
  get length(): number {
    return this.#observations.length;
  }

  add(observation: Observation): void {
    this.#observations.push(observation);
    this.#tell(observation);
    this.#ring();
  }

  /** Nothing more can come: every wait, also a later one, ends with this error. The first one counts. */
  end(error: unknown): void {
    this.#broken ??= { error };
    this.#ring();
  }

  /** Everything found since a mark. */
  all<T>(find: Finder<T>, { since }: { since: number }): readonly T[] {
    return this.#observations.slice(since).flatMap((observation) => find(observation) ?? []);
  }

  /** Waits until it was observed since a mark. @throws NotObserved */
  async until<T>(find: Finder<T>, wait: Wait & { since: number }): Promise<T> {
    const found = await this.#wait(() => this.all(find, wait)[0], wait.within);
    if (found === undefined) throw new NotObserved(wait);
    return found;
  }

  /** Waits until a probe of the world outside gives something. @throws NotObserved */
  async eventually<T>(probe: () => Promise<T | undefined>, wait: Wait): Promise<T> {
    const until = performance.now() + wait.within;
    for (;;) {
      this.#assertGoingOn();
      const found = await probe();
      if (found !== undefined) return found;
      if (performance.now() > until) throw new NotObserved(wait);
      await pause(POLL);
    }
  }

  /** Watches for a span. @returns what was observed in it; empty: nothing, as it should be */
  async watch<T>(find: Finder<T>, span: Milliseconds): Promise<readonly T[]> {
    const since = this.length;
    await this.#wait(() => this.all(find, { since })[0], span);
    return this.all(find, { since });
  }

  async #wait<T>(look: () => T | undefined, within: Milliseconds): Promise<T | undefined> {
    const over = new AbortController();
    let late = false;
    const timeout = pause(within, undefined, { signal: over.signal }).then(
      () => {
        late = true;
      },
      () => {},
    );
    try {
      for (;;) {
        const change = this.#change;
        const found = look();
        if (found !== undefined) return found;
        this.#assertGoingOn();
        if (late) return undefined;
        await Promise.race([change, timeout]);
      }
    } finally {
      over.abort();
    }
  }

  #assertGoingOn(): void {
    if (this.#broken) throw this.#broken.error;
  }

  #ring(): void {
    const changed = this.#changed;
    this.#change = this.#nextChange();
    changed();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
