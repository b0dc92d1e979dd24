import type { Gate, Step } from '../../torture/explorer/watched-ports.ts';

/** Stops a flow before the first call of one name, until it is told to go on. */
export class PausingGate implements Gate {
  /** Settles when the flow stands there. */
  readonly reached: Promise<void>;
  readonly #call: string;
  readonly #released: Promise<void>;
  #reach: () => void = () => {};
  #release: () => void = () => {};
  #passed = false;

  constructor(call: string) {
    this.#call = call;
    this.reached = new Promise((resolve) => {
      this.#reach = resolve;
    });
    this.#released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  goOn(): void {
    this.#release();
  }

  async before({ call }: Step): Promise<void> {
    if (call !== this.#call || this.#passed) return;
    this.#passed = true;
    this.#reach();
    await this.#released;
  }

  async after(): Promise<void> {}
}
