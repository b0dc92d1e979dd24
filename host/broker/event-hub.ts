import type { EvergrantEvent } from '../../core/event.ts';
import type { Announce } from '../../core/ports.ts';
import { Channel } from './channel.ts';

/** Hands events to whoever listens, and keeps the last ones for those who come late. */
export class EventHub implements Announce {
  readonly #recent: EvergrantEvent[] = [];
  readonly #listeners = new Set<Channel<EvergrantEvent>>();

  event(event: EvergrantEvent): void {
    this.#recent.push(event);
    if (this.#recent.length > KEPT) this.#recent.shift();
    for (const listener of this.#listeners) listener.push(event);
  }

  /** The last `recent` events, then every new one until the signal aborts or the hub closes. */
  async *follow({
    recent = 0,
    signal,
  }: {
    recent?: number;
    signal: AbortSignal;
  }): AsyncIterable<EvergrantEvent> {
    const channel = new Channel<EvergrantEvent>(signal);
    for (const event of recent > 0 ? this.#recent.slice(-recent) : []) channel.push(event);
    this.#listeners.add(channel);
    try {
      yield* channel;
    } finally {
      this.#listeners.delete(channel);
    }
  }

  close(): void {
    for (const listener of this.#listeners) listener.close();
  }
}

/** Events kept for late listeners. */
const KEPT = 1_000;
