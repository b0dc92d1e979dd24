import type { GrantView } from '../../core/broker.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { Channel } from './channel.ts';
import { Serial } from './serial.ts';

/** What a keeper does for its credential. */
export interface CredentialDuties<Context, State> {
  /** What the flows need; resolving it may need the issuer, and so may fail for a while. */
  context(): Promise<Context>;
  /** Finds the ledger in order, or brings it there; run before the first look and after every failure. */
  mend(context: Context): Promise<unknown>;
  /** Does what is due. */
  tick(context: Context): Promise<unknown>;
  /** The ledger, readable without the issuer. */
  readState(): Promise<State>;
  /** What followers are told. */
  view(state: State): GrantView;
  /** How long nothing falls due, `atMost` at most. */
  nextLookIn(state: State, atMost: Milliseconds): Milliseconds;
  /** Opens, reminds of or closes the incident, and retries failed deliveries. `sound`: the look succeeded. */
  attend(state: State, look: { sound: boolean }): Promise<void>;
  /** Told when a look failed for a reason that no outcome covers. */
  failed(error: unknown): void;
}

/**
 * Keeps one credential: looks at it when something falls due, and whenever somebody asks, one look at a time. One whose
 * issuer hangs delays no other, for each has its own keeper.
 */
export class Keeper<Context, State> {
  readonly #serial = new Serial();
  readonly #followers = new Set<Channel<GrantView>>();
  readonly #duties: CredentialDuties<Context, State>;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Was the ledger found in order since the last failure? */
  #sound = false;
  #view = '';

  constructor(duties: CredentialDuties<Context, State>) {
    this.#duties = duties;
  }

  /** Looks now and from then on by itself. */
  start(): void {
    this.#schedule(0);
  }

  /** Ends after the look that is under way: an exchange is never cut short. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#serial.idle();
    for (const follower of this.#followers) follower.close();
  }

  /** Runs a change of this credential between looks, then attends to what follows from it. */
  change<T>(task: (context: Context) => Promise<T>): Promise<T> {
    return this.#serial.run(async () => {
      try {
        const context = await this.#duties.context();
        if (!this.#sound) await this.#duties.mend(context);
        this.#sound = true;
        return await task(context);
      } catch (error) {
        // Whatever went wrong may have been the ledger: it is looked at before the next task.
        this.#sound = false;
        throw error;
      } finally {
        await this.#after();
      }
    });
  }

  /** Somebody changed the state beside its keeper: followers hear of it, and what falls due by it is done in time. */
  changed(state: State): void {
    this.#publish(this.#duties.view(state));
    this.#scheduleBy(state);
  }

  async *follow(signal: AbortSignal): AsyncIterable<GrantView> {
    const channel = new Channel<GrantView>(signal);
    this.#followers.add(channel);
    try {
      channel.push(this.#duties.view(await this.#duties.readState()));
      yield* channel;
    } finally {
      this.#followers.delete(channel);
    }
  }

  async #after(): Promise<void> {
    try {
      const state = await this.#duties.readState();
      this.#publish(this.#duties.view(state));
      await this.#duties.attend(state, { sound: this.#sound });
      this.#scheduleBy(state);
    } catch (error) {
      this.#duties.failed(error);
      this.#schedule(RETRY_AFTER_FAULT);
    }
  }

  #publish(view: GrantView): void {
    const text = JSON.stringify(view);
    if (text === this.#view) return;
    this.#view = text;
    for (const follower of this.#followers) follower.push(view);
  }

  #scheduleBy(state: State): void {
    this.#schedule(Math.max(SHORTEST_WAIT, this.#duties.nextLookIn(state, LONGEST_WAIT)));
  }

  #schedule(wait: Milliseconds): void {
    if (this.#stopped) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), wait);
  }

  async #tick(): Promise<void> {
    try {
      await this.change((context) => this.#duties.tick(context));
    } catch (error) {
      this.#duties.failed(error);
      this.#schedule(RETRY_AFTER_FAULT);
    }
  }
}

/** Forecasts, reminders and clocks are looked at this often at least. */
const LONGEST_WAIT: Milliseconds = MINUTE / 2;
/** What is due and cannot be done must not spin. */
const SHORTEST_WAIT: Milliseconds = SECOND / 20;
const RETRY_AFTER_FAULT: Milliseconds = 5 * SECOND;
