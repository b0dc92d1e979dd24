import { isFault } from '../../core/fault.ts';
import type { HostFinding } from '../../core/host/host-report.ts';
import { LineQueue } from '../../core/logs/line-queue.ts';
import { logMessage } from '../../core/logs/log-event.ts';
import { type Instant, MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';

/** Where the lines of one flow go. */
export interface LogDestination {
  readonly logGroup: string;
  /** As `LogStream` of adapters/cloudwatch-logs does it. */
  readonly put: (events: readonly { at: Instant; message: string }[]) => Promise<{ rejected: number }>;
}

/** What one daemon may ship, in bytes of text. */
export interface FlowRate {
  readonly bytes: number;
  readonly per: Milliseconds;
}

/** What a daemon that floods may ship; a gigabyte of lines costs half a dollar and helps nobody. */
export const FLOW_RATE: FlowRate = { bytes: 1024 * 1024, per: MINUTE };

/** Pause after the first failure; it doubles up to a minute. */
const FIRST_PAUSE: Milliseconds = SECOND;
const LONGEST_PAUSE: Milliseconds = MINUTE;

/** So many bytes do not wait for more. */
const WORTH_A_CALL = 256 * 1024;

/** The lines of one log group on their way: bounded in rate, and patient with outages. */
export class LogFlow {
  readonly queue = new LineQueue();
  readonly #to: LogDestination;
  readonly #rate: FlowRate;
  #window: { until: Instant; bytes: number; over: number } = { until: 0, bytes: 0, over: 0 };
  #pause = FIRST_PAUSE;
  #nextTryAt: Instant = 0;
  #trouble: HostFinding | undefined;

  constructor(to: LogDestination, rate: FlowRate) {
    this.#to = to;
    this.#rate = rate;
  }

  /** Is there more than a call is worth, and no failure to wait out? */
  isFull(now: Instant): boolean {
    return this.queue.bytes >= WORTH_A_CALL && now >= this.#nextTryAt;
  }

  /** Why lines do not get through; undefined: they do. */
  get trouble(): HostFinding | undefined {
    return this.#trouble;
  }

  /** @param options `grave`: is let through whatever the rate is */
  add(text: string, { at, grave = false }: { at: Instant; grave?: boolean }): void {
    this.#turnWindow(at);
    const message = logMessage(text);
    const bytes = Buffer.byteLength(message);
    if (!grave && this.#window.bytes + bytes > this.#rate.bytes) {
      this.#window.over += 1;
      return;
    }
    this.#window.bytes += bytes;
    this.queue.add({ at, message });
  }

  /** Sends what waits, batch after batch, as far as the service takes it. Never rejects. */
  async flush(now: Instant): Promise<void> {
    this.#turnWindow(now);
    if (now < this.#nextTryAt) return;
    for (let taken = this.queue.take(now); taken; taken = this.queue.take(now)) {
      try {
        const { rejected } = await this.#to.put(taken.events);
        this.#sent(rejected);
      } catch (error) {
        this.queue.putBack(taken);
        this.#nextTryAt = now + this.#pause;
        this.#pause = Math.min(LONGEST_PAUSE, this.#pause * 2);
        this.#trouble = notShipped(error);
        return;
      }
    }
  }

  #sent(rejected: number): void {
    this.#pause = FIRST_PAUSE;
    this.#nextTryAt = 0;
    this.#trouble = rejected === 0 ? undefined : refusedForTime(rejected, this.#to.logGroup);
  }

  /** A minute is over, or the clock was set back: what was not shipped in it is told in a line. */
  #turnWindow(now: Instant): void {
    const { until, over } = this.#window;
    const { bytes, per } = this.#rate;
    if (now < until && until - now <= per) return;
    this.#window = { until: now + per, bytes: 0, over: 0 };
    if (over === 0) return;
    const message = `[evergrant] ${over} lines not shipped: more than ${bytes} bytes within ${per / SECOND} seconds`;
    this.queue.add({ at: now, message });
  }
}

function notShipped(error: unknown): HostFinding {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'LinesNotShipped',
    message: `log lines wait on this host: ${why}`,
    remedy: isFault(error) && error.remedy ? error.remedy : 'see the network of this host',
  };
}

function refusedForTime(rejected: number, logGroup: string): HostFinding {
  return {
    code: 'LinesRejected',
    message: `log group ${logGroup} did not take ${rejected} lines because of their time: the clock of this host is wrong`,
    remedy: 'set the clock: timedatectl set-ntp true, then: timedatectl timesync-status',
  };
}
