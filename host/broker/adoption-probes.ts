import { plainEnvironment, runCommand } from '../../adapters/local-command/run-command.ts';
import type { SinkDeclaration } from '../../core/config/sink-declaration.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import type { Clock } from '../../core/ports.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import type { BackgroundJobs } from './background-jobs.ts';

export interface ProbeParts {
  readonly jobs: BackgroundJobs;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A probe printed this fingerprint. */
  readonly proven: (sink: SinkDeclaration, fingerprint: string) => Promise<void>;
}

/** A look at a grant comes at least each half minute, so a probe does too until its consumer has the new token. */
const BETWEEN_PROBES: Milliseconds = 20 * SECOND;
const TIMEOUT: Milliseconds = 10 * SECOND;

/** Asks consumers which token they use, by the declared commands, until it is the one that was delivered. */
export class AdoptionProbes {
  readonly #parts: ProbeParts;
  readonly #nextAt = new Map<string, { readonly generation: number; readonly at: Instant }>();

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  attend(sink: SinkDeclaration, record: DeliveryRecord): void {
    const { probe } = sink.adoption;
    const { generation, fingerprint, consumers } = record;
    if (!probe || fingerprint === null || isProven(consumers, fingerprint)) return;
    const { jobs, clock, environment, proven } = this.#parts;
    const next = this.#nextAt.get(sink.name);
    if (next?.generation === generation && next.at > clock.now()) return;
    this.#nextAt.set(sink.name, { generation, at: clock.now() + BETWEEN_PROBES });
    jobs.start(`probe ${sink.name}`, async (signal) => {
      const outcome = await runCommand(probe, {
        environment: {
          ...plainEnvironment(environment),
          EVERGRANT_SINK: sink.name,
          EVERGRANT_FILE: sink.file,
        },
        timeout: TIMEOUT,
        signal,
      });
      const printed =
        outcome.kind === 'succeeded' ? /^\s*([0-9a-f]{12})\s*$/.exec(outcome.output)?.[1] : undefined;
      if (printed !== undefined) await proven(sink, printed);
    });
  }
}

/** Name under which a probe's findings stand among the consumers of a sink. */
export const PROBE = 'probe';

function isProven(consumers: DeliveryRecord['consumers'], fingerprint: string): boolean {
  return consumers.some((proof) => proof.consumer === PROBE && proof.fingerprint === fingerprint);
}
