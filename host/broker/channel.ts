/**
 * A queue between one writer and one reader who awaits. The writer never waits; a reader that falls far behind is
 * closed rather than allowed to fill the memory.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(signal: AbortSignal) {
    if (signal.aborted) this.#closed = true;
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  push(item: T): void {
    if (this.#closed) return;
    this.#waiting.push(item);
    if (this.#waiting.length > MOST_WAITING) this.#closed = true;
    this.#wake?.();
  }

  /** Ends the reader after what is already queued. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      const item = this.#waiting.shift();
      if (item !== undefined) {
        yield item;
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        this.#wake = null;
      }
    }
  }
}

const MOST_WAITING = 10_000;
