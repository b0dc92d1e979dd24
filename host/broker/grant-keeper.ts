import type { GrantView } from '../../core/broker.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import { credentialState, type GrantState } from '../../core/grant/state.ts';
import { mend } from '../../core/ledger/mend.ts';
import type { Demand } from '../../core/refresh/demand.ts';
import { nextLookAt } from '../../core/refresh/next-look.ts';
import type { RefreshOutcome } from '../../core/refresh/outcome.ts';
import { refresh } from '../../core/refresh/refresh.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import { Channel } from './channel.ts';
import { Serial } from './serial.ts';

/** What a keeper does beside refreshing. */
export interface KeeperDuties {
  /** The grant's context; resolving it may need the issuer's discovery document, and so may fail for a while. */
  context(): Promise<GrantContext>;
  /** The ledger, readable without the issuer. */
  readState(): Promise<GrantState>;
  /** Issuer's time. */
  now(state: GrantState): Instant;
  /** Opens, reminds of or closes the grant's incident, and retries failed deliveries. `sound`: the look succeeded. */
  attend(state: GrantState, look: { sound: boolean }): Promise<void>;
  /** Told when a look failed for a reason that no outcome covers. */
  failed(error: unknown): void;
}

/**
 * Keeps one grant: looks at it when something falls due, and whenever somebody asks, one look at a time. A grant whose
 * issuer hangs delays no other grant, for each has its own keeper.
 */
export class GrantKeeper {
  readonly #serial = new Serial();
  readonly #followers = new Set<Channel<GrantView>>();
  readonly #name: string;
  readonly #duties: KeeperDuties;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  /** Was the ledger found in order since the last failure? */
  #sound = false;
  #view = '';

  constructor(name: string, duties: KeeperDuties) {
    this.#name = name;
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

  /** Looks at the grant for this demand; those who come meanwhile queue and mostly find it fresh. */
  look(demand: Demand): Promise<RefreshOutcome> {
    return this.change((context) => refresh(context, demand));
  }

  /** Runs a change of this grant between looks, then attends to what follows from it. */
  change<T>(task: (context: GrantContext) => Promise<T>): Promise<T> {
    return this.#serial.run(async () => {
      try {
        const context = await this.#duties.context();
        if (!this.#sound) await mend(context);
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

  async *follow(signal: AbortSignal): AsyncIterable<GrantView> {
    const channel = new Channel<GrantView>(signal);
    this.#followers.add(channel);
    try {
      channel.push(viewOf(this.#name, await this.#duties.readState()));
      yield* channel;
    } finally {
      this.#followers.delete(channel);
    }
  }

  async #after(): Promise<void> {
    try {
      const state = await this.#duties.readState();
      this.#publish(state);
      await this.#duties.attend(state, { sound: this.#sound });
      const now = this.#duties.now(state);
      this.#schedule(Math.max(SHORTEST_WAIT, nextLookAt(state, { now, atMost: LONGEST_WAIT }) - now));
    } catch (error) {
      this.#duties.failed(error);
      this.#schedule(RETRY_AFTER_FAULT);
    }
  }

  #publish(state: GrantState): void {
    const view = viewOf(this.#name, state);
    const text = JSON.stringify(view);
    if (text === this.#view) return;
    this.#view = text;
    for (const follower of this.#followers) follower.push(view);
  }

  #schedule(wait: Milliseconds): void {
    if (this.#stopped) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tick(), wait);
  }

  async #tick(): Promise<void> {
    try {
      await this.look({ kind: 'tick' });
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

function viewOf(grant: string, state: GrantState): GrantView {
  return {
    grant,
    state: credentialState(state),
    generation: state.settled?.generation ?? 0,
    fingerprint: state.fingerprint,
    // Followers compare it with this machine's clock.
    expiresAt: state.expiresAt === null ? null : state.expiresAt - state.clockOffset,
    latch: state.latch ? { reason: state.latch.reason, message: state.latch.message } : null,
  };
}
