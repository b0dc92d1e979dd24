/** Wakes whoever waits. Take the promise before looking at what may change, so that no ring is missed. */
export class Bell {
  #wake: () => void = () => {};
  #next: Promise<void> = Promise.resolve();

  constructor() {
    this.#arm();
  }

  /** Settles at the next ring after this call. */
  next(): Promise<void> {
    return this.#next;
  }

  ring(): void {
    const wake = this.#wake;
    this.#arm();
    wake();
  }

  #arm(): void {
    this.#next = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
