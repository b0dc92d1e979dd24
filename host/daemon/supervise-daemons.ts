import type { SupervisedDaemon } from '../../core/config/daemon-declaration.ts';
import type { Declaration } from '../../core/config/declaration.ts';
import type { DaemonEvent } from '../../core/daemon/daemon-event.ts';
import type { Ledger } from '../../core/ports.ts';
import { MINUTE, SECOND } from '../../core/time.ts';
import type { SignalSource } from '../supervisor/process-signals.ts';
import type { Spawn } from '../supervisor/spawn.ts';
import { processSpawn } from '../supervisor/spawn-process.ts';
import type { SuperviseOptions } from '../supervisor/supervise.ts';
import { superviseDeclared } from '../supervisor/supervise-declared.ts';
import { systemWaitingClock } from '../supervisor/waiting-clock.ts';
import type { LineSink } from './line-sink.ts';

export interface SuperviseDaemonsOptions {
  readonly declaration: Pick<Declaration, 'daemons' | 'alerts'>;
  readonly broker: SuperviseOptions['broker'];
  readonly ledger: Ledger;
  /** Where their locks lie; not on the disk, which may be full. */
  readonly locks: string;
  readonly controlSocket: string;
  /** What daemons inherit. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What ends them. */
  readonly signals: SignalSource;
  readonly lines: LineSink;
  readonly onEvent: (event: DaemonEvent) => void;
  /** Told how a daemon's supervisor failed, which is begun again by itself, and with undefined once it runs. */
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
  const { declaration, locks, signal, failed, onEvent } = options;
  let pause = SECOND;
  while (!signal.aborted) {
    try {
      await superviseDeclared(daemon, {
        ...options,
        alerts: declaration.alerts,
        locks,
        spawn: spawnOf(options),
        onEvent: (event) => {
          if (event.type === 'runStarted') failed(daemon.name, undefined);
          onEvent(event);
        },
      });
      return;
    } catch (error) {
      failed(daemon.name, error);
      await systemWaitingClock.until(Date.now() + pause, signal);
      pause = Math.min(MINUTE, pause * 2);
    }
  }
}

/** Each line of a daemon is shown on its way to the supervisor. */
function spawnOf({ lines, controlSocket, environment }: SuperviseDaemonsOptions): Spawn {
  const spawn = processSpawn({
    stdout: process.stdout,
    stderr: process.stderr,
    environment: { ...withoutOurs(environment), EVERGRANT_SOCKET: controlSocket },
  });
  return {
    start: (spec, onLine) =>
      spawn.start(spec, (line) => {
        lines.line(spec.name, line);
        onLine(line);
      }),
  };
}

/**
 * What the unit and systemd say to the host daemon alone: a child that speaks to the same socket would speak for it, and
 * its memory is another matter.
 */
const OURS = new Set([
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
  'STATE_DIRECTORY',
  'RUNTIME_DIRECTORY',
  'INVOCATION_ID',
  'NODE_OPTIONS',
  'MALLOC_ARENA_MAX',
  'MALLOC_MMAP_THRESHOLD_',
  'MALLOC_TRIM_THRESHOLD_',
]);

function withoutOurs(environment: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.has(name)));
}
