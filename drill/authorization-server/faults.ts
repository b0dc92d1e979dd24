import { setTimeout as wait } from 'node:timers/promises';

/**
 * Trouble that the token endpoint makes for one request. `processed`: the request does its work first (the refresh
 * token is spent) and only the answer is spoilt; otherwise it does nothing. Default: not processed.
 */
export type ScriptedFault =
  /** An error answer: 500, 503, or 429 with the seconds of `Retry-After`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly processed?: boolean;
    }
  /** The connection is reset before a byte of the answer. With `processed` this is the lost answer. */
  | { readonly kind: 'drop'; readonly processed?: boolean }
  /** The answer comes late, and is otherwise right. */
  | { readonly kind: 'delay'; readonly milliseconds: number; readonly processed?: boolean }
  /** A page with status 200, as captive portals and broken gateways send it. */
  | { readonly kind: 'html'; readonly processed?: boolean }
  /** 2 MB of text with status 200. */
  | { readonly kind: 'huge'; readonly processed?: boolean }
  | { readonly kind: 'redirect'; readonly location: string; readonly processed?: boolean }
  /** The right answer with another `expires_in`; undefined leaves it out. */
  | { readonly kind: 'expiresIn'; readonly value: number | string | undefined }
  /**
   * The right answer without a refresh token, or with the one that was sent. `consumed: false`: it stays good, as
   * RFC 6749 section 6 allows. `true`: it is spent all the same and its successor is never told.
   */
  | { readonly kind: 'refreshToken'; readonly as: 'missing' | 'repeated'; readonly consumed: boolean };

/** The faults that are still to come, one for each request to the token endpoint, in order. */
export class FaultQueue {
  readonly #coming: ScriptedFault[] = [];
  readonly #stopped = new AbortController();
  #released = new AbortController();

  /** Adds a fault for the next requests. @param times for how many of them; default 1 */
  add(fault: ScriptedFault, times = 1): void {
    for (let count = 0; count < times; count += 1) this.#coming.push(fault);
  }

  /** Forgets what did not happen yet. */
  clear(): void {
    this.#coming.length = 0;
  }

  get waiting(): number {
    return this.#coming.length;
  }

  next(): ScriptedFault | undefined {
    return this.#coming.shift();
  }

  /** Waits as a `delay` says, or until the waiting answers are released or the server stops. */
  async pause(milliseconds: number): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#released.signal]);
    await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  }

  /** Ends the delays that are under way. Those that are still to come are not shortened. */
  release(): void {
    this.#released.abort();
    this.#released = new AbortController();
  }

  stop(): void {
    this.#stopped.abort();
  }

  get stopped(): boolean {
    return this.#stopped.signal.aborted;
  }
}
