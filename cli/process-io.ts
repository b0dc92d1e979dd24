import { homedir } from 'node:os';
import type { Io } from './io.ts';

/**
 * The world of this process.
 * @param script path of its entry, where links are resolved: npm starts it through one
 */
export function processIo(script: string): Io {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(signal));
  // A reader that closes the pipe (`| head`) ends the command, and is no error of it.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') interrupted.abort('EPIPE');
    else throw error;
  });
  const environment = process.env;
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment,
    home: homedir(),
    script,
    workingDirectory: process.cwd(),
    colour: wantsColour(environment, process.stdout.isTTY === true),
    interactive: process.stdout.isTTY === true,
    interrupted: interrupted.signal,
  };
}

/** no-color.org: NO_COLOR switches colours off, FORCE_COLOR on; otherwise a terminal gets them. */
function wantsColour(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR && environment.FORCE_COLOR !== '0') return true;
  return isTerminal && environment.TERM !== 'dumb';
}
