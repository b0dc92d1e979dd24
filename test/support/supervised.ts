import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import type { CriticalRecord } from '../../core/daemon/critical.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import type { ForwardedSignal } from '../../host/supervisor/process-signals.ts';
import { type ProcessTable, processTable } from '../../host/supervisor/process-table.ts';
import { processSpawn } from '../../host/supervisor/spawn-process.ts';
import { type SuperviseOptions, supervise } from '../../host/supervisor/supervise.ts';
import { portSheet } from './daemon-spec.ts';
import { FakeBroker, grantView } from './fakes/fake-broker.ts';
import { ManualWaitingClock } from './fakes/manual-waiting-clock.ts';
import { MemoryLedger } from './fakes/memory-ledger.ts';
import { judgeFewWords } from './judge-few-words.ts';

/** When the manual clock of these tests starts. */
export const START = Date.UTC(2026, 4, 13, 14, 30);

type EventOf<T extends DaemonEvent['type']> = DaemonEvent & { type: T };

/** A supervisor at work in this process, over real child processes; everything else is under the test's hand. */
export class Supervised {
  readonly broker: FakeBroker;
  readonly ledger: MemoryLedger;
  readonly clock: ManualWaitingClock;
  readonly events: DaemonEvent[] = [];
  readonly criticals: CriticalRecord[] = [];
  /** Settles with the exit code of the supervisor. */
  readonly done: Promise<number>;
  #listener: (name: ForwardedSignal) => void = () => {};
  readonly #watchers: (() => void)[] = [];
  readonly #lines: string[] = [];

  constructor(spec: Partial<DaemonSpec>, given: SupervisedOptions = {}) {
    this.broker = given.broker ?? new FakeBroker(grantView());
    this.ledger = given.ledger ?? new MemoryLedger();
    this.clock = given.clock ?? new ManualWaitingClock(START);
    this.done = supervise({
      spec: portSheet(spec),
      broker: this.broker,
      ledger: this.ledger,
      clock: this.clock,
      spawn: processSpawn({ stdout: given.stdout ?? sink(), stderr: given.stderr ?? sink() }),
      processes: given.processes ?? processTable,
      signals: {
        subscribe: (listener) => {
          this.#listener = listener;
          return () => {};
        },
      },
      judgeLine: (line) => {
        this.#lines.push(line);
        for (const look of this.#watchers) look();
        return judgeFewWords(line);
      },
      redact: (text) => text.replaceAll('ya29.secret', '[secret]'),
      acquire: given.acquire ?? (async () => ({ kind: 'acquired', release: async () => {} })),
      critical: given.critical ?? (async (record) => void this.criticals.push(record)),
      onEvent: (event) => {
        this.events.push(event);
        for (const look of this.#watchers) look();
      },
    });
  }

  /** Settles with the n-th event of a type, counted from 1, as soon as it has happened. */
  saw<T extends DaemonEvent['type']>(type: T, count = 1): Promise<EventOf<T>> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.all(type)[count - 1];
        if (found) resolve(found);
      };
      this.#watchers.push(look);
      look();
    });
  }

  /** Settles once the daemon has printed this line. */
  printed(line: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.#lines.includes(line)) resolve();
      };
      this.#watchers.push(look);
      look();
    });
  }

  all<T extends DaemonEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** As if this signal had been sent to the supervisor. */
  signal(name: ForwardedSignal): void {
    this.#listener(name);
  }

  /** Ends it. @returns the exit code */
  stop(): Promise<number> {
    this.signal('SIGTERM');
    return this.done;
  }
}

export interface SupervisedOptions {
  readonly broker?: FakeBroker;
  readonly ledger?: MemoryLedger;
  readonly clock?: ManualWaitingClock;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
  readonly acquire?: SuperviseOptions['acquire'];
  readonly critical?: SuperviseOptions['critical'];
  readonly processes?: ProcessTable;
}

/** Writes a program for Node into a folder of its own. @returns the command that runs it */
export async function program(source: string): Promise<[string, ...string[]]> {
  const folder = await mkdtemp(join(tmpdir(), 'evergrant-daemon-'));
  const path = join(folder, 'daemon.mjs');
  await writeFile(path, source);
  return [process.execPath, path];
}

/** Takes everything and keeps nothing. */
function sink(): Writable {
  return new PassThrough().resume();
}
