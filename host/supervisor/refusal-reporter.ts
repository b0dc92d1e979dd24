import type { Broker, GrantView } from '../../core/broker.ts';
import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';

export interface ReporterOptions {
  readonly spec: Pick<DaemonSpec, 'name' | 'grants' | 'schedule'>;
  /** What is known of the grants now. */
  readonly views: () => ReadonlyMap<string, GrantView>;
  readonly onReported: (report: { grant: string; fingerprint: string | null; answer: string }) => void;
}

interface Report {
  readonly grant: string;
  readonly fingerprint: string | null;
  readonly evidence: readonly string[];
}

/**
 * Tells the broker that a token was refused: at once, and once per run and fingerprint. A report that the broker could
 * not take waits until it is back.
 */
export class RefusalReporter {
  readonly #broker: Pick<Broker, 'reportRefusal'>;
  readonly #options: ReporterOptions;
  #delivered = new Map<string, string | null>();
  #told = new Set<string>();
  #waiting: Report[] = [];

  constructor(broker: Pick<Broker, 'reportRefusal'>, options: ReporterOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  /** A run starts with the tokens of this moment. */
  runStarted(): void {
    this.#told = new Set();
    this.#delivered = this.#inForce();
  }

  /**
   * A line of the run shows a refusal. It does not say of which grant, so each that the daemon uses is looked into.
   *
   * A scheduled run is taken to use the tokens that it started with. A daemon that is kept running reads newer ones,
   * so what it complains about is the one in force.
   */
  refused(evidence: readonly string[]): void {
    const { spec } = this.#options;
    const tokens = spec.schedule.kind === 'keepRunning' ? this.#inForce() : this.#delivered;
    for (const grant of spec.grants) {
      const fingerprint = tokens.get(grant) ?? null;
      if (this.#told.has(keyOf(grant, fingerprint))) continue;
      this.#told.add(keyOf(grant, fingerprint));
      void this.#send({ grant, fingerprint, evidence });
    }
  }

  /** The broker is back: sends what it has missed. */
  resend(): void {
    const missed = this.#waiting;
    this.#waiting = [];
    for (const report of missed) void this.#send(report);
  }

  async #send(report: Report): Promise<void> {
    const { grant, fingerprint, evidence } = report;
    const { spec, onReported } = this.#options;
    try {
      const answer = await this.#broker.reportRefusal(grant, { fingerprint, daemon: spec.name, evidence });
      // A daemon that keeps its first token in memory refuses every successor. Without this line each refusal would
      // bring a refresh, and each refresh a token that is reported next.
      if (answer.kind === 'refreshed') this.#told.add(keyOf(grant, answer.fingerprint));
      onReported({ grant, fingerprint, answer: answer.kind === 'unavailable' ? answer.reason : answer.kind });
    } catch {
      this.#waiting.push(report);
    }
  }

  #inForce(): Map<string, string | null> {
    return new Map([...this.#options.views()].map(([grant, view]) => [grant, view.fingerprint]));
  }
}

function keyOf(grant: string, fingerprint: string | null): string {
  return `${grant} ${fingerprint}`;
}
