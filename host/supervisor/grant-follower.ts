import type { Broker, GrantView } from '../../core/broker.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import type { WaitingClock } from './waiting-clock.ts';

/** Pauses between tries to find a broker that is away: a restart takes a moment, an outage should cost nothing. */
const FIRST_PAUSE: Milliseconds = 250;
const LONGEST_PAUSE: Milliseconds = MINUTE / 4;

export interface FollowOptions {
  readonly grants: readonly string[];
  readonly clock: WaitingClock;
  readonly signal: AbortSignal;
  /** A grant changed. */
  readonly onChange: () => void;
  readonly onLost: (message: string) => void;
  readonly onFound: () => void;
}

/**
 * Knows how grants are, as far as the broker has told. When the broker goes away the last known views stay, and it is
 * looked for until it is back.
 */
export class GrantFollower {
  readonly #views = new Map<string, GrantView>();
  readonly #broker: Pick<Broker, 'follow'>;
  readonly #options: FollowOptions;
  readonly #settleFirst: () => void;
  #lost = false;
  #pause = FIRST_PAUSE;
  /** Settles when every grant is known, or the first try to follow has failed. */
  readonly first: Promise<void>;
  /** Settles when the signal aborted and nothing is followed any more. */
  readonly done: Promise<void>;

  constructor(broker: Pick<Broker, 'follow'>, options: FollowOptions) {
    this.#broker = broker;
    this.#options = options;
    let settleFirst = () => {};
    this.first = new Promise((resolve) => {
      settleFirst = resolve;
    });
    this.#settleFirst = settleFirst;
    this.done = this.#run();
  }

  get views(): ReadonlyMap<string, GrantView> {
    return this.#views;
  }

  async #run(): Promise<void> {
    const { grants, clock, signal } = this.#options;
    if (grants.length === 0) return this.#settleFirst();
    while (!signal.aborted) {
      const message = await this.#followOnce();
      if (signal.aborted) break;
      this.#lose(message);
      await clock.until(clock.now() + this.#pause, signal);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
    }
    this.#settleFirst();
  }

  /** @returns why it ended. */
  async #followOnce(): Promise<string> {
    const { grants, signal, onChange } = this.#options;
    try {
      for await (const view of this.#broker.follow(grants, signal)) {
        this.#views.set(view.grant, view);
        this.#find();
        if (grants.every((grant) => this.#views.has(grant))) this.#settleFirst();
        onChange();
      }
      return 'the broker ended the connection';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #lose(message: string): void {
    this.#settleFirst();
    if (this.#lost) return;
    this.#lost = true;
    this.#options.onLost(message);
  }

  #find(): void {
    this.#pause = FIRST_PAUSE;
    if (!this.#lost) return;
    this.#lost = false;
    this.#options.onFound();
  }
}
