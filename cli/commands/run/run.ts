import { appendAlertRecord } from '../../../adapters/alerts/append-record.ts';
import { makeParents } from '../../../adapters/files/make-parents.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { thisMachineId } from '../../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../../adapters/state-directory/open-state-directory.ts';
import type { AlertChannel } from '../../../core/config/alert-channel.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import type { CriticalRecord } from '../../../core/daemon/critical.ts';
import type { DaemonEvent } from '../../../core/daemon/daemon-event.ts';
import { daemonEventJson } from '../../../core/daemon/daemon-event-json.ts';
import { daemonSpec } from '../../../core/daemon/daemon-spec.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { judgeLine } from '../../../core/verdict/judge-line.ts';
import { redact } from '../../../core/verdict/redact.ts';
import { controlSocketPath } from '../../../host/broker/control-path.ts';
import { lockDaemon } from '../../../host/supervisor/lock-daemon.ts';
import { processSignals, withEarlier } from '../../../host/supervisor/process-signals.ts';
import { processTable } from '../../../host/supervisor/process-table.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { supervise } from '../../../host/supervisor/supervise.ts';
import { systemWaitingClock } from '../../../host/supervisor/waiting-clock.ts';
import { runningBroker } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { type Io, sayLine } from '../../io.ts';
import { daemonEventText } from './daemon-event-text.ts';

export interface RunOptions extends ConfigOption {
  readonly json?: boolean;
}

/** Supervises one daemon until a signal ends it; exits as the daemon did. */
export async function run(name: string, call: { options: RunOptions; io: Io }): Promise<number> {
  const { options, io } = call;
  const { declaration } = await declarationFor(options, io);
  const { stateDirectory: directory, isDefault } = machineEngine(declaration);
  const daemon = named('daemon', name, declaration.daemons);
  if (daemon.kind === 'external') throw notOurs(name);
  const files = fileChannels(declaration.alerts);
  const fileSystem = nodeFileSystem;
  if (isDefault) await makeParents(directory);
  await openStateDirectory(directory, { fileSystem, machineId: await thisMachineId(), now: Date.now() });
  const say = (event: DaemonEvent) =>
    sayLine(io, options.json ? daemonEventJson(event) : daemonEventText(event));
  return await supervise({
    spec: daemonSpec(daemon, {
      // Without an alerts file nothing is written, and the count only decides when it is said on the terminal.
      criticalAfter: files.length > 0 ? Math.min(...files.map(({ after }) => after)) : daemon.onFailure.after,
    }),
    broker: runningBroker(declaration),
    ledger: new FileLedger({
      fileSystem,
      directory,
      onDamage: ({ name, paths }) =>
        sayLine(io, `evergrant: ${name} is damaged (${paths.join(', ')}); the last good value is in use`),
    }),
    clock: systemWaitingClock,
    processes: processTable,
    spawn: processSpawn({
      stdout: process.stdout,
      stderr: process.stderr,
      environment: {
        ...withoutSecrets(io.environment, declaration),
        // Where `via: socket` asks, wherever the state directory was declared.
        EVERGRANT_SOCKET: controlSocketPath(directory),
      },
    }),
    signals: withEarlier(processSignals, io.interrupted),
    judgeLine,
    redact,
    critical: (record) => writeCritical(files, record),
    acquire: (daemon) => lockDaemon(daemon, { fileSystem, directory, now: Date.now() }),
    onEvent: say,
  });
}

type FileChannel = AlertChannel & { kind: 'file' };

function fileChannels(alerts: ReadonlyMap<string, AlertChannel>): readonly FileChannel[] {
  return [...alerts.values()].filter((channel) => channel.kind === 'file');
}

async function writeCritical(files: readonly FileChannel[], record: CriticalRecord): Promise<void> {
  for (const { path } of files) await appendAlertRecord(path, record);
}

function notOurs(name: string): Fault {
  return new Fault({
    code: 'DaemonExternal',
    message: `daemon "${name}" is declared external: somebody else starts it`,
    remedy: 'start it as before, or give it a command in the declaration',
    exitCode: ExitCode.Usage,
  });
}

/** A client's secret is the broker's; a daemon that was started from the same shell does not inherit it. */
function withoutSecrets(environment: Io['environment'], { clients }: Declaration): Io['environment'] {
  const secret = new Set(
    [...clients.values()].flatMap(({ credentials }) =>
      credentials.kind === 'environment' ? [credentials.variable] : [],
    ),
  );
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secret.has(name)));
}
