/**
 * Lets those who ask the same at the same time share one read. Whoever comes while a read is going on waits for the next
 * one: what it gets was read after it had asked.
 */
export class SharedReads<T> {
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, Promise<T>>();

  run(key: string, read: () => Promise<T>): Promise<T> {
    const joined = this.#waiting.get(key);
    if (joined) return joined;
    const before = this.#running.get(key) ?? Promise.resolve();
    const begin = () => {
      this.#waiting.delete(key);
      const running = read();
      this.#running.set(key, running);
      const ended = () => {
        if (this.#running.get(key) === running) this.#running.delete(key);
      };
      running.then(ended, ended);
      return running;
    };
    const next = before.then(begin, begin);
    this.#waiting.set(key, next);
    return next;
  }
}
