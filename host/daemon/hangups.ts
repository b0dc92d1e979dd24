import type { Milliseconds } from '../../core/time.ts';
import { pause } from '../deployment/pause.ts';

/** SIGHUP, by which a person asks to look at everything now. One that comes during a look has another one follow. */
export class Hangups {
  #came = false;
  #wake = () => {};

  /** @param source this process; from now on the signal ends it no more */
  constructor(source: { on(signal: 'SIGHUP', listener: () => void): unknown }) {
    source.on('SIGHUP', () => {
      this.#came = true;
      this.#wake();
    });
  }

  /** Waits for one, and no longer than this. Ends at once when the signal aborts. */
  async wait(span: Milliseconds, signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    this.#wake = () => over.abort();
    if (!this.#came) await pause(span, AbortSignal.any([signal, over.signal]));
    this.#came = false;
    this.#wake = () => {};
  }
}
