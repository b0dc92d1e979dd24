/** Runs tasks one after another, in the order in which they came. A task's failure is its caller's and nobody else's. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task, task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything that is queued now has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
