import type { Broker } from '../../core/broker.ts';
import {
  type CriticalFacts,
  type CriticalRecord,
  criticalRecord,
  withAlerted,
} from '../../core/daemon/critical.ts';
import type { DaemonEvent, DaemonNews } from '../../core/daemon/daemon-event.ts';
import type { Alerted, DaemonRecord } from '../../core/daemon/daemon-record.ts';
import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import type { Verdict } from '../../core/verdict/verdict.ts';
import type { Bell } from './bell.ts';
import type { DaemonBook } from './daemon-book.ts';
import type { GrantFollower } from './grant-follower.ts';
import type { ProcessTable } from './process-table.ts';
import type { RefusalReporter } from './refusal-reporter.ts';
import type { Spawn } from './spawn.ts';
import type { StopRequest } from './stop-request.ts';
import type { WaitingClock } from './waiting-clock.ts';

/** What surrounds a supervised daemon and does not change with it. */
export interface Surroundings {
  readonly spec: DaemonSpec;
  readonly clock: WaitingClock;
  readonly spawn: Spawn;
  readonly processes: ProcessTable;
  readonly judgeLine: (line: string) => Verdict;
  /** Removes whatever may be a secret. */
  readonly redact: (text: string) => string;
  /** Writes a CRITICAL record where people and alarms look. */
  readonly critical: (record: CriticalRecord) => Promise<void>;
  readonly onEvent: (event: DaemonEvent) => void;
  readonly broker: Pick<Broker, 'follow' | 'reportRefusal' | 'token'>;
}

/** One daemon under supervision: what the waiting half and the running half of the loop share. */
export class Supervision {
  readonly around: Surroundings;
  readonly book: DaemonBook;
  readonly follower: GrantFollower;
  readonly reporter: RefusalReporter;
  readonly stop: StopRequest;
  /** Rings when a grant changed or the supervisor is to end. */
  readonly bell: Bell;

  constructor(
    around: Surroundings,
    parts: Pick<Supervision, 'book' | 'follower' | 'reporter' | 'stop' | 'bell'>,
  ) {
    this.around = around;
    this.book = parts.book;
    this.follower = parts.follower;
    this.reporter = parts.reporter;
    this.stop = parts.stop;
    this.bell = parts.bell;
  }

  tell(news: DaemonNews): void {
    tellOf(this.around, news);
  }

  /** Stores the record as changed, and tells when that changes the interval. */
  async save(record: DaemonRecord): Promise<void> {
    const from = this.book.record.interval;
    const failure = await this.book.save(record);
    if (failure) this.tell({ type: 'recordNotSaved', message: failure.notSaved });
    if (record.interval !== from) this.tell({ type: 'intervalChanged', from, to: record.interval });
  }

  /** Writes a CRITICAL record and notes that it was written; one that was not is due again at the next failure. */
  async alert(kind: Exclude<Alerted, 'none'>, facts: Omit<CriticalFacts, 'at'>): Promise<void> {
    const { spec, clock, critical } = this.around;
    const record = criticalRecord(this.book.record, spec, { ...facts, at: clock.now() });
    try {
      await critical(record);
    } catch (error) {
      this.tell({
        type: 'criticalNotWritten',
        message: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    this.tell({ type: 'critical', record });
    await this.save(withAlerted(this.book.record, kind));
  }
}

/** Tells what happened, now. */
export function tellOf(
  { spec, clock, onEvent }: Pick<Surroundings, 'spec' | 'clock' | 'onEvent'>,
  news: DaemonNews,
): void {
  onEvent({ at: clock.now(), daemon: spec.name, ...news });
}
