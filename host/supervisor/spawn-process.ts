import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { whyNotBegun, withoutRights } from '../../adapters/local-command/without-rights.ts';
import type { DaemonSpec } from '../../core/daemon/daemon-spec.ts';
import { Passage } from './passage.ts';
import { signalGroup } from './signal-group.ts';
import type { ProcessEnd, RunningProcess, Spawn } from './spawn.ts';

/**
 * Runs daemons as child processes: no shell, in a session and process group of their own, so that a signal reaches
 * what they start and a Ctrl-C at the terminal reaches them once, through us. They get none of our capabilities.
 *
 * Standard input is closed for a scheduled run, which nobody sits before, and ours for a daemon that is kept running.
 *
 * @param outputs where its outputs go, byte for byte
 */
export function processSpawn(outputs: {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** What daemons inherit. @default the environment of this process */
  readonly environment?: Environment;
}): Spawn {
  const { environment = process.env } = outputs;
  return { start: (spec, onLine) => startProcess(spec, { ...outputs, environment, onLine }) };
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Wiring {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environment: Environment;
  readonly onLine: (line: string) => void;
}

function startProcess(spec: DaemonSpec, { stdout, stderr, environment, onLine }: Wiring): RunningProcess {
  const [program, ...args] = withoutRights(spec.command);
  const env = { ...environment, ...spec.environment };
  const child = spawn(program, args, {
    cwd: spec.workingDirectory,
    env,
    stdio: [spec.schedule.kind === 'keepRunning' ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const passages = [
    new Passage(child.stdout, { sink: stdout, onLine }),
    new Passage(child.stderr, { sink: stderr, onLine }),
  ];
  return {
    pid: child.pid,
    signal: (name) => {
      if (child.pid !== undefined) signalGroup(child.pid, name);
    },
    ended: endOf(child, { spec, environment: env }).then(async (end) => {
      for (const passage of passages) passage.processEnded();
      await Promise.all(passages.map((passage) => passage.closed));
      return end;
    }),
  };
}

async function endOf(
  child: ChildProcess,
  { spec, environment }: { spec: DaemonSpec; environment: Environment },
): Promise<ProcessEnd> {
  const end = await processEnd(child, spec);
  if (end.kind !== 'exited') return end;
  const [program] = spec.command;
  const code = await whyNotBegun(end.exitCode, { program, environment, directory: spec.workingDirectory });
  return code === undefined ? end : notStarted(spec, { code, started: program });
}

function processEnd(child: ChildProcess, spec: DaemonSpec): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode, signal) => {
      resolve(signal === null ? { kind: 'exited', exitCode: exitCode ?? 0 } : { kind: 'killed', signal });
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      // Also raised when a signal could not be sent; then the process exists and its exit is still to come.
      if (child.pid !== undefined) return;
      resolve(notStarted(spec, { code: error.code ?? error.message, started: child.spawnfile }));
    });
  });
}

function notStarted(spec: DaemonSpec, { code, started }: { code: string; started: string }): ProcessEnd {
  const exitCode = code === 'ENOENT' ? 127 : 126;
  const { workingDirectory } = spec;
  // Node reports a missing working directory as if the program were missing.
  if (workingDirectory !== undefined && !existsSync(workingDirectory)) {
    return {
      kind: 'notStarted',
      exitCode,
      message: `workingDirectory ${workingDirectory} of daemon "${spec.name}" does not exist; create it or correct evergrant.yaml`,
    };
  }
  const why = code === 'ENOENT' ? 'is not found' : `cannot be started (${code})`;
  const [program] = spec.command;
  const message =
    started === program
      ? `program ${program} of daemon "${spec.name}" ${why}; correct command in evergrant.yaml`
      : `${started}, by which daemon "${spec.name}" is kept from our capabilities, ${why}; install util-linux`;
  return { kind: 'notStarted', exitCode, message };
}
