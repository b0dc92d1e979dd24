import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { errorNumber } from '../../adapters/files/file-fault.ts';
import { ExitCode } from '../../core/exit-code.ts';
import { Fault } from '../../core/fault.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { ForwardedSignal, SignalSource } from '../supervisor/process-signals.ts';

/** Options of {@link runAttached}. */
export interface AttachedOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signals: SignalSource;
  /** Called at the first signal that asks for the end, before the program has ended. */
  readonly onEnd?: () => void;
  /** How long it may take to end by itself. @default 5 s */
  readonly patience?: Milliseconds;
  /** What it reads; undefined: what the caller reads, a terminal as a rule. */
  readonly input?: string;
}

/**
 * Runs a program on the terminal of whoever called, and passes signals on to it. SIGINT is the program's own affair: to
 * a remote shell it is a key like another one. SIGTERM and SIGHUP end it, by force where it does not follow.
 *
 * @returns its exit code; 128 and the number of the signal that ended it; 130 when we were told to end
 * @throws Fault `ProgramMissing`
 */
export function runAttached(
  [program, ...args]: readonly [string, ...string[]],
  { environment, signals, onEnd, patience = 5 * SECOND, input }: AttachedOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...environment },
      stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    });
    // A program that does not read to the end has ended for a reason of its own, which its exit code tells.
    child.stdin?.on('error', () => {}).end(input);
    let told = false;
    let force: NodeJS.Timeout | undefined;
    const unsubscribe = signals.subscribe((name: ForwardedSignal) => {
      child.kill(name);
      if (name !== 'SIGTERM' && name !== 'SIGHUP') return;
      told = true;
      onEnd?.();
      force ??= setTimeout(() => child.kill('SIGKILL'), patience);
    });
    const settle = () => {
      clearTimeout(force);
      unsubscribe();
    };
    child.on('error', (error) => {
      // A program of another user, such as sudo, cannot be signalled: it is waited for.
      if (child.pid !== undefined) return;
      settle();
      reject(notStarted(program, error));
    });
    child.once('exit', (code, name) => {
      settle();
      const own = code ?? 128 + (name === null ? 0 : constants.signals[name]);
      resolve(told ? ExitCode.Interrupted : own);
    });
  });
}

function notStarted(program: string, error: unknown): Fault {
  return new Fault({
    code: 'ProgramMissing',
    message: `the program ${program} cannot be started (${errorNumber(error) ?? 'unknown error'})`,
    remedy: `install ${program}, or mend PATH; then run this again`,
    cause: error,
  });
}
