import { makeParents } from '../../../adapters/files/make-parents.ts';
import { nodeFileSystem } from '../../../adapters/files/node-file-system.ts';
import { FileLedger } from '../../../adapters/state-directory/file-ledger.ts';
import { thisMachineId } from '../../../adapters/state-directory/machine-id.ts';
import { openStateDirectory } from '../../../adapters/state-directory/open-state-directory.ts';
import type { Declaration } from '../../../core/config/declaration.ts';
import { machineEngine } from '../../../core/config/machine-engine.ts';
import type { DaemonEvent } from '../../../core/daemon/daemon-event.ts';
import { daemonEventJson } from '../../../core/daemon/daemon-event-json.ts';
import { daemonEventText } from '../../../core/daemon/daemon-event-text.ts';
import { ExitCode } from '../../../core/exit-code.ts';
import { Fault } from '../../../core/fault.ts';
import { controlSocketPath } from '../../../host/broker/control-path.ts';
import { processSignals, withEarlier } from '../../../host/supervisor/process-signals.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { superviseDeclared } from '../../../host/supervisor/supervise-declared.ts';
import { runningBroker } from '../../broker-for.ts';
import type { ConfigOption } from '../../command.ts';
import { declarationFor, named } from '../../declaration.ts';
import { type Io, sayLine } from '../../io.ts';

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
  const fileSystem = nodeFileSystem;
  if (isDefault) await makeParents(directory);
  await openStateDirectory(directory, { fileSystem, machineId: await thisMachineId(), now: Date.now() });
  const say = (event: DaemonEvent) =>
    sayLine(io, options.json ? daemonEventJson(event) : daemonEventText(event));
  return await superviseDeclared(daemon, {
    alerts: declaration.alerts,
    locks: directory,
    broker: runningBroker(declaration),
    ledger: new FileLedger({
      fileSystem,
      directory,
      onDamage: ({ name, paths }) =>
        sayLine(io, `evergrant: ${name} is damaged (${paths.join(', ')}); the last good value is in use`),
    }),
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
    onEvent: say,
  });
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
