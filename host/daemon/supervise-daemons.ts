import { appendAlertRecord } from '../../adapters/alerts/append-record.ts';
import { nodeFileSystem } from '../../adapters/files/node-file-system.ts';
import type { AlertChannel } from '../../core/config/alert-channel.ts';
import type { SupervisedDaemon } from '../../core/config/daemon-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { CriticalRecord } from '../../core/daemon/critical.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import { daemonSpec } from '../../core/daemon/daemon-spec.ts';
import type { Ledger } from '../../core/ports.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import { judgeLine } from '../../core/verdict/judge-line.ts';
import { redact } from '../../core/verdict/redact.ts';
import { lockDaemon } from '../supervisor/lock-daemon.ts';
import type { SignalSource } from '../supervisor/process-signals.ts';
import { processTable } from '../supervisor/process-table.ts';
import type { Spawn } from '../supervisor/spawn.ts';
import { processSpawn } from '../supervisor/spawn-process.ts';
import { type SuperviseOptions, supervise } from '../supervisor/supervise.ts';
import { systemWaitingClock } from '../supervisor/waiting-clock.ts';
import type { LineSink } from './line-sink.ts';

export interface SuperviseDaemonsOptions {
  readonly declaration: Pick<Declaration, 'daemons' | 'alerts'>;
  readonly broker: SuperviseOptions['broker'];
  readonly ledger: Ledger;
  /** The state directory, where the locks of daemons lie. */
  readonly directory: string;
  readonly controlSocket: string;
  /** What daemons inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What ends them. */
  readonly signals: SignalSource;
  readonly lines: LineSink;
  readonly onEvent: (event: DaemonEvent) => void;
  /** A daemon's supervisor failed; it is begun again by itself. */
  readonly failed: (daemon: string, error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs every supervised daemon of this host within this process, each as `evergrant run` does. The end of one supervisor
 * ends no other. Settles when all have ended, which they do when the process is told to.
 */
export async function superviseDaemons(options: SuperviseDaemonsOptions): Promise<void> {
  const supervised = [...options.declaration.daemons.values()].filter(
    (daemon) => daemon.kind === 'supervised',
  );
  await Promise.all(supervised.map((daemon) => superviseOne(daemon, options)));
}

async function superviseOne(daemon: SupervisedDaemon, options: SuperviseDaemonsOptions): Promise<void> {
  const { signal, failed } = options;
  let pause = SECOND;
  while (!signal.aborted) {
    try {
      await supervise(surroundings(daemon, options));
      return;
    } catch (error) {
      failed(daemon.name, error);
      await systemWaitingClock.until(Date.now() + pause, signal);
      pause = Math.min(MINUTE, pause * 2);
    }
  }
}

function surroundings(daemon: SupervisedDaemon, options: SuperviseDaemonsOptions): SuperviseOptions {
  const { declaration, directory, lines, controlSocket, environment } = options;
  const files = [...declaration.alerts.values()].filter((channel) => channel.kind === 'file');
  return {
    spec: daemonSpec(daemon, {
      criticalAfter: files.length > 0 ? Math.min(...files.map(({ after }) => after)) : daemon.onFailure.after,
    }),
    broker: options.broker,
    ledger: options.ledger,
    clock: systemWaitingClock,
    processes: processTable,
    spawn: showing(
      lines,
      processSpawn({
        stdout: process.stdout,
        stderr: process.stderr,
        environment: { ...withoutOurs(environment), EVERGRANT_SOCKET: controlSocket },
      }),
    ),
    signals: options.signals,
    judgeLine,
    redact,
    critical: (record) => writeCritical(files, record),
    acquire: (name) => lockDaemon(name, { fileSystem: nodeFileSystem, directory, now: Date.now() }),
    onEvent: options.onEvent,
  };
}

/** Each line of a daemon is shown on its way to the supervisor. */
function showing(lines: LineSink, spawn: Spawn): Spawn {
  return {
    start: (spec, onLine) =>
      spawn.start(spec, (line) => {
        lines.line(spec.name, line);
        onLine(line);
      }),
  };
}

async function writeCritical(
  files: readonly Extract<AlertChannel, { kind: 'file' }>[],
  record: CriticalRecord,
): Promise<void> {
  for (const { path } of files) await appendAlertRecord(path, record);
}

/** What systemd says to the host daemon alone: a child that speaks to the same socket would speak for it. */
const OURS = new Set([
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
  'STATE_DIRECTORY',
  'RUNTIME_DIRECTORY',
  'INVOCATION_ID',
]);

function withoutOurs(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.has(name)));
}
