import { boundAudit } from '../../core/audit/bound-audit.ts';
import type { HostAudit } from '../../core/audit/host-audit.ts';
import { MINUTE, type Milliseconds } from '../../core/time.ts';
import { pause } from '../deployment/pause.ts';

export interface KeptAuditOptions {
  readonly gather: () => Promise<HostAudit>;
  /** Told after each look why there is no audit; undefined: there is one. */
  readonly told: (failure: unknown) => void;
  /** Told of the first audit: until then there is none to report. */
  readonly first: () => void;
  /** @default {@link AUDIT_INTERVAL} */
  readonly interval?: Milliseconds;
}

/** How often a host looks at itself: it reads logs for that, and nothing in an audit changes what anybody does at once. */
export const AUDIT_INTERVAL: Milliseconds = 10 * MINUTE;

/** The last audit of this host, bounded, for its reports. */
export class KeptAudit {
  readonly #options: KeptAuditOptions;
  #last: HostAudit | null = null;

  constructor(options: KeptAuditOptions) {
    this.#options = options;
  }

  /** Null: none could be gathered yet. */
  get last(): HostAudit | null {
    return this.#last;
  }

  /** Gathers at once and then at each interval, until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { interval = AUDIT_INTERVAL } = this.#options;
    while (!signal.aborted) {
      await this.#look();
      await pause(interval, signal);
    }
  }

  async #look(): Promise<void> {
    const { gather, told, first } = this.#options;
    const isFirst = this.#last === null;
    try {
      this.#last = boundAudit(await gather());
      told(undefined);
    } catch (error) {
      told(error);
      return;
    }
    if (isFirst) first();
  }
}
