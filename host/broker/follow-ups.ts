import {
  type CommandOutcome,
  plainEnvironment,
  runCommand,
} from '../../adapters/local-command/run-command.ts';
import { signalProcess } from '../../adapters/local-command/signal-process.ts';
import type { AfterDelivery, SinkDeclaration } from '../../core/config/sink-declaration.ts';
import { afterTried, isAfterDue } from '../../core/delivery/after-delivery.ts';
import type { DeliveryRecord } from '../../core/delivery/delivery-record.ts';
import type { Announce, Clock } from '../../core/ports.ts';
import type { BackgroundJobs } from './background-jobs.ts';
import type { DeliveryBook } from './delivery-book.ts';

export interface FollowUpParts {
  readonly book: DeliveryBook;
  readonly jobs: BackgroundJobs;
  readonly clock: Clock;
  readonly announce: Announce;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs what is declared to follow a delivery, apart from the delivery itself: a slow command holds up no token. What is due
 * stands in the record, so a broker that dies in between makes up for it.
 */
export class FollowUps {
  readonly #parts: FollowUpParts;

  constructor(parts: FollowUpParts) {
    this.#parts = parts;
  }

  /** Begins what is due for this sink, unless it is under way. */
  attend(sink: SinkDeclaration, record: DeliveryRecord): void {
    const { jobs, clock } = this.#parts;
    if (sink.afterDelivery && isAfterDue(record, clock.now())) {
      jobs.start(`after ${sink.name}`, (signal) => this.#run(sink, signal));
    }
  }

  /** Once for each delivery: one that came meanwhile is due at once. */
  async #run(sink: SinkDeclaration, signal: AbortSignal): Promise<void> {
    const { book, clock } = this.#parts;
    const names = { sink: sink.name, grant: sink.token.credential.name };
    for (let record = await book.read(names); isAfterDue(record, clock.now()) && !signal.aborted; ) {
      const { generation } = record;
      const outcome = await this.#act(sink, record, signal);
      // A command that the broker's own end has cut short is due again at its next start.
      if (signal.aborted) return;
      const error = outcome.kind === 'succeeded' ? null : outcome.message;
      record = await book.update(names, (seen) => afterTried(seen, { generation, error, now: clock.now() }));
      if (error !== null) this.#tell(sink, { generation, error });
    }
  }

  async #act(sink: SinkDeclaration, record: DeliveryRecord, signal: AbortSignal): Promise<CommandOutcome> {
    const after = sink.afterDelivery;
    if (!after) return { kind: 'succeeded', output: '' };
    if (after.kind === 'signal') return await signalProcess(after.pidFile, after.signal);
    const facts = factsOf(sink, record);
    const environment = {
      ...plainEnvironment(this.#parts.environment),
      EVERGRANT_SINK: facts.sink,
      EVERGRANT_FILE: facts.file,
      EVERGRANT_GENERATION: facts.generation,
      EVERGRANT_FINGERPRINT: facts.fingerprint,
    };
    return await runCommand(filled(after, facts), { environment, timeout: after.timeout, signal });
  }

  #tell(sink: SinkDeclaration, { generation, error }: { generation: number; error: string }): void {
    this.#parts.announce.event({
      schema: 1,
      at: this.#parts.clock.now(),
      type: 'afterDeliveryFailed',
      credential: sink.token.credential.name,
      generation,
      message: error,
      details: { sink: sink.name },
    });
  }
}

type Facts = Readonly<Record<'sink' | 'file' | 'generation' | 'fingerprint', string>>;

function factsOf({ name, file }: SinkDeclaration, { generation, fingerprint }: DeliveryRecord): Facts {
  return { sink: name, file, generation: String(generation), fingerprint: fingerprint ?? '' };
}

function filled(
  { command }: AfterDelivery & { kind: 'command' },
  facts: Facts,
): readonly [string, ...string[]] {
  const [program, ...args] = command;
  const fill = (argument: string) =>
    argument.replace(/\{(sink|file|generation|fingerprint)\}/g, (whole, name: string) =>
      isFact(name) ? facts[name] : whole,
    );
  return [program, ...args.map(fill)];
}

function isFact(name: string): name is keyof Facts {
  return ['sink', 'file', 'generation', 'fingerprint'].includes(name);
}
