import type { Instant } from '../time.ts';
import { type LogEvent, logEventBytes } from './log-event.ts';
import { nextBatch } from './next-batch.ts';

/** What an event costs in memory beside its bytes. */
const HELD = 100;

/**
 * Lines of one stream that wait to be shipped, the oldest first. Whoever owns it keeps it small by {@link dropOldest};
 * what was dropped is counted, and told in a line of its own before the next that is shipped.
 */
export class LineQueue {
  #events: LogEvent[] = [];
  #bytes = 0;
  #dropped = 0;

  /** What it holds, roughly as memory has it. */
  get bytes(): number {
    return this.#bytes;
  }

  add(event: LogEvent): void {
    this.#events.push(event);
    this.#bytes += heldBy(event);
  }

  /** Lets go of the oldest lines until no more than this many bytes are held. */
  dropOldest(most: number): void {
    let count = 0;
    for (const event of this.#events) {
      if (this.#bytes <= most) break;
      this.#bytes -= heldBy(event);
      count += 1;
    }
    this.#events.splice(0, count);
    this.#dropped += count;
  }

  /** Takes out what one call can carry; undefined: there is nothing to be sent. */
  take(now: Instant): TakenLines | undefined {
    const { batch, taken, expired } = nextBatch(this.#events, now);
    for (const event of this.#events.splice(0, taken)) this.#bytes -= heldBy(event);
    const dropped = this.#dropped + expired;
    this.#dropped = 0;
    if (batch.length === 0 && dropped === 0) return undefined;
    return { lines: batch, dropped, events: dropped === 0 ? batch : withLoss(batch, { dropped, now }) };
  }

  /** The call failed: what it carried waits again, before everything that came since. */
  putBack({ lines, dropped }: TakenLines): void {
    this.#events = [...lines, ...this.#events];
    for (const event of lines) this.#bytes += heldBy(event);
    this.#dropped += dropped;
  }
}

/** What one call is to carry. */
export interface TakenLines {
  /** To be sent: the lines, and one before them that tells of those which were lost. */
  readonly events: readonly LogEvent[];
  readonly lines: readonly LogEvent[];
  readonly dropped: number;
}

function withLoss(
  batch: readonly LogEvent[],
  { dropped, now }: { dropped: number; now: Instant },
): readonly LogEvent[] {
  const lost = dropped === 1 ? '1 line was' : `${dropped} lines were`;
  const message = `[evergrant] ${lost} lost here: the newest are kept while lines cannot be shipped`;
  return [{ at: batch[0]?.at ?? now, message }, ...batch];
}

function heldBy(event: LogEvent): number {
  return logEventBytes(event) + HELD;
}
