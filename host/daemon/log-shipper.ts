import { mayBeRefusal } from '../../core/daemon/credential-trouble.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import { daemonEventJson } from '../../core/daemon/daemon-event-json.ts';
import { judgedLineJson } from '../../core/daemon/judged-line.ts';
import type { HostFinding } from '../../core/host/host-report.ts';
import { LineRedactor } from '../../core/logs/line-redactor.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { Verdict } from '../../core/verdict/verdict.ts';
import { Bell } from '../supervisor/bell.ts';
import { type WaitingClock, waitFor } from '../supervisor/waiting-clock.ts';
import type { LineSink } from './line-sink.ts';
import { FLOW_RATE, type FlowRate, type LogDestination, LogFlow } from './log-flow.ts';

export interface LogShipperOptions {
  readonly host: string;
  readonly clock: WaitingClock;
  /** Removes whatever may be a secret. Nothing leaves without it. */
  readonly redact: (text: string) => string;
  readonly judgeLine: (line: string) => Verdict;
  /** Where the lines of a daemon go; undefined: where those of the host daemon itself go. */
  readonly destination: (daemon: string | undefined) => LogDestination;
  /** A line of a daemon that shows a refusal, redacted. */
  readonly refused?: (daemon: string, evidence: { verdict: Verdict; line: string }) => void;
  /** Told after each try why the lines of a daemon, or the host daemon's own, wait; undefined: they do not. */
  readonly told: (daemon: string | undefined, trouble: HostFinding | undefined) => void;
  /** Most bytes that all waiting lines hold together. @default 4 MiB */
  readonly most?: number;
  /** @default 1 MiB a minute for each daemon */
  readonly rate?: FlowRate;
}

const MOST = 4 * 1024 * 1024;

/** How long a line waits for company. */
const FLUSH_INTERVAL: Milliseconds = 5 * SECOND;

/** How long the end of the program waits for the last lines. */
const LAST_FLUSH: Milliseconds = 2 * SECOND;

/** What redacting leaves of a line, in characters: the rest may hold secrets and is gone. */
const LONGEST_LINE = 16_384;

/**
 * Ships lines to CloudWatch Logs: each redacted, and beside one that shows a refused token the verdict on it. Lines wait in
 * memory alone, at most 4 MiB of them: a day offline costs the oldest lines, and neither memory nor disk.
 */
export class LogShipper implements LineSink {
  readonly #options: LogShipperOptions;
  readonly #channels = new Map<string | undefined, Channel>();
  readonly #bell = new Bell();

  constructor(options: LogShipperOptions) {
    this.#options = options;
  }

  line(daemon: string, text: string): void {
    const { host, clock, judgeLine, refused } = this.#options;
    const verdict = judgeLine(text);
    const grave = mayBeRefusal(verdict);
    const at = clock.now();
    const { flow, redactor } = this.#channel(daemon);
    const line = withMark(redactor.redact(text), text);
    flow.add(line, { at, grave });
    if (grave) {
      flow.add(judgedLineJson(verdict, { at, daemon, host }), { at, grave });
      refused?.(daemon, { verdict, line });
    }
    this.#added(flow);
  }

  /** What the supervisor of a daemon says, in the daemon's own log group. */
  event(event: DaemonEvent): void {
    const { redact } = this.#options;
    const { flow } = this.#channel(event.daemon);
    // Value by value, so that it stays JSON.
    const json = JSON.stringify(JSON.parse(daemonEventJson(event)), (_, value: unknown) =>
      typeof value === 'string' ? redact(value) : value,
    );
    flow.add(json, { at: event.at, grave: true });
    this.#added(flow);
  }

  /** What the host daemon itself says. */
  own(text: string): void {
    const { flow, redactor } = this.#channel(undefined);
    flow.add(redactor.redact(text), { at: this.#options.clock.now() });
    this.#added(flow);
  }

  /** Ships until the signal aborts, then what is left as far as that takes no longer than two seconds. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let flushing = Promise.resolve();
    while (!signal.aborted) {
      const rung = this.#bell.next();
      flushing = this.#flush();
      await Promise.race([flushing, stopped]);
      await waitFor(Promise.race([rung, stopped]), { until: clock.now() + FLUSH_INTERVAL, clock });
    }
    const rest = flushing.then(() => this.#flush());
    await waitFor(rest, { until: clock.now() + LAST_FLUSH, clock });
  }

  async #flush(): Promise<void> {
    const { clock, told } = this.#options;
    for (const [daemon, { flow }] of this.#channels) {
      await flow.flush(clock.now());
      told(daemon, flow.trouble);
    }
  }

  #channel(daemon: string | undefined): Channel {
    const known = this.#channels.get(daemon);
    if (known) return known;
    const { destination, redact, rate = FLOW_RATE } = this.#options;
    const flow = new LogFlow(destination(daemon), rate);
    const channel = { flow, redactor: new LineRedactor(redact) };
    this.#channels.set(daemon, channel);
    return channel;
  }

  /** Keeps within bounds at the cost of whoever wrote most. */
  #added(to: LogFlow): void {
    const { clock, most = MOST } = this.#options;
    let total = 0;
    let largest = to.queue;
    for (const { flow } of this.#channels.values()) {
      total += flow.queue.bytes;
      if (flow.queue.bytes > largest.bytes) largest = flow.queue;
    }
    // An eighth more than it must: else every further line would shift the whole queue.
    if (total > most) largest.dropOldest(largest.bytes - (total - most) - most / 8);
    if (to.isFull(clock.now())) this.#bell.ring();
  }
}

/** What belongs to one log group. */
interface Channel {
  readonly flow: LogFlow;
  readonly redactor: LineRedactor;
}

function withMark(redacted: string, text: string): string {
  return text.length > LONGEST_LINE ? `${redacted} [cut]` : redacted;
}
