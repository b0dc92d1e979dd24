import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { KmsKey } from '../kms/kms-key.ts';

export interface QueueOptions {
  readonly name: string;
  /** Seconds for which a received message is hidden. @default 30 */
  readonly visibilitySeconds?: number;
  /** Where a message goes that was received more often than this. */
  readonly redrive?: { readonly to: SqsQueue; readonly maxReceiveCount: number };
  /** Customer key: then senders and receivers need leave to use it. */
  readonly key?: KmsKey;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  /** Epoch milliseconds, of the server's clock. */
  visibleAt: number;
  receipt: string;
}

/** A standard queue. Tests may look at its messages and put others there. */
export class SqsQueue {
  readonly options: QueueOptions;
  readonly messages: QueuedMessage[] = [];
  #isClosed = false;
  readonly #waiting = new Set<() => void>();

  constructor(options: QueueOptions) {
    this.options = options;
  }

  get bodies(): readonly string[] {
    return this.messages.map(({ body }) => body);
  }

  send(body: string): { readonly id: string; readonly md5: string } {
    const id = randomUUID();
    this.messages.push({ id, body, receiveCount: 0, visibleAt: 0, receipt: '' });
    for (const wake of this.#waiting) wake();
    return { id, md5: md5Of(body) };
  }

  /** Up to `most` messages; where there are none, the first that come within `waitSeconds`. */
  async receive(request: {
    most: number;
    waitSeconds: number;
    visibilitySeconds: number | undefined;
    now: () => number;
  }): Promise<readonly QueuedMessage[]> {
    const until = Date.now() + request.waitSeconds * 1_000;
    for (;;) {
      const found = this.#take(request);
      const left = until - Date.now();
      if (found.length > 0 || left <= 0 || this.#isClosed) return found;
      await this.#nextMessage(Math.min(left, 50));
    }
  }

  /** It is deleted: whoever waits for a message gets none. */
  close(): void {
    this.#isClosed = true;
    for (const wake of this.#waiting) wake();
  }

  /** @returns false for a receipt that no message has, which AWS takes in silence */
  remove(receipt: string): boolean {
    const at = this.messages.findIndex((message) => message.receipt === receipt);
    if (at >= 0) this.messages.splice(at, 1);
    return at >= 0;
  }

  #take({
    most,
    visibilitySeconds = this.options.visibilitySeconds ?? 30,
    now,
  }: {
    most: number;
    visibilitySeconds: number | undefined;
    now: () => number;
  }): readonly QueuedMessage[] {
    const visible = this.messages.filter(({ visibleAt }) => visibleAt <= now());
    const { redrive } = this.options;
    const taken: QueuedMessage[] = [];
    for (const message of visible) {
      if (taken.length === most) break;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.messages.splice(this.messages.indexOf(message), 1);
        redrive.to.send(message.body);
        continue;
      }
      message.receiveCount += 1;
      message.visibleAt = now() + visibilitySeconds * 1_000;
      message.receipt = randomBytes(16).toString('base64');
      taken.push({ ...message });
    }
    return taken;
  }

  /** Also resolves after a while: a hidden message becomes visible without a word. */
  #nextMessage(atMost: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      // A poll whose client is gone must not keep the process.
      const timer = setTimeout(wake, atMost).unref();
      this.#waiting.add(wake);
    });
  }
}

/** The SDK checks it. */
export function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
