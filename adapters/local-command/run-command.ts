import { spawn } from 'node:child_process';
import type { Milliseconds } from '../../core/time.ts';
import { whyNotBegun, withoutRights } from './without-rights.ts';

/** How a command ended. Messages never hold its output: it may have read the token. */
export type CommandOutcome =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface CommandOptions {
  /** The whole environment of the command. */
  readonly environment: Readonly<Record<string, string>>;
  /** Then it and all that it started in its group is killed, and it has failed. */
  readonly timeout: Milliseconds;
  /** Kills it, too. */
  readonly signal?: AbortSignal;
}

/** Characters of standard output that are kept. */
const LONGEST_OUTPUT = 4_096;

/** How long the last output may be on its way after the end. */
const QUIET_AFTER_EXIT: Milliseconds = 500;

/**
 * Runs a command without a shell and without our capabilities, in a process group of its own, with nothing on standard
 * input. Never throws.
 */
export function runCommand(
  command: readonly [string, ...string[]],
  { environment, timeout, signal }: CommandOptions,
): Promise<CommandOutcome> {
  const [program] = command;
  const [first, ...rest] = withoutRights(command);
  return new Promise((resolve) => {
    const child = spawn(first, rest, {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    let output = '';
    let ended: string | undefined;
    const kill = (why: string) => {
      ended ??= why;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(() => kill(`it took longer than ${timeout / 1_000} s and was ended`), timeout);
    const abort = () => kill('the broker stopped and ended it');
    signal?.addEventListener('abort', abort, { once: true });
    const settle = (outcome: CommandOutcome) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      child.stdout.destroy();
      resolve(outcome);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output = (output + chunk).slice(0, LONGEST_OUTPUT);
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      settle({ kind: 'failed', message: notBegun(first, error.code) });
    });
    const conclude = async (code: number | null, name: NodeJS.Signals | null) => {
      if (ended === undefined && code === 0) return settle({ kind: 'succeeded', output });
      const why = await whyNotBegun(code, { program, environment });
      if (why !== undefined) return settle({ kind: 'failed', message: notBegun(program, why) });
      const how = code === null ? `was killed by ${name}` : `exited with ${code}`;
      settle({ kind: 'failed', message: `${program}: ${ended ?? how}` });
    };
    child.once('close', conclude);
    // Something that it left behind may hold its output open for ever.
    child.once('exit', (code, name) => setTimeout(conclude, QUIET_AFTER_EXIT, code, name).unref());
    if (signal?.aborted) abort();
  });
}

function notBegun(program: string, why: string | undefined): string {
  return why === 'ENOENT'
    ? `the program ${program} is not found`
    : `the program ${program} cannot be started (${why ?? 'unknown error'})`;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}

/** What a command of ours may see of the broker's environment, which may hold client secrets. */
export function plainEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && PLAIN.test(entry[0]),
    ),
  );
}

/** With the two addresses by which `systemctl --user` finds its manager. */
const PLAIN =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|XDG_RUNTIME_DIR|DBUS_SESSION_BUS_ADDRESS)$/;
