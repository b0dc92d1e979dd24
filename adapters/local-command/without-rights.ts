import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findProgram } from './find-program.ts';

type Command = readonly [program: string, ...args: string[]];

/** What was to be started. */
interface Attempt {
  readonly program: string;
  /** The environment of the command, by whose PATH a name is looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where it was to run. @default the directory of this process */
  readonly directory?: string | undefined;
}

/** By its place: a PATH may be the command's own, and lead to a program that waits for our capabilities. */
const SETPRIV = '/usr/bin/setpriv';

/**
 * A command that gets none of the capabilities of this process. A unit whose sinks have an owner gives it some, and ambient ones
 * pass to whatever is started (capabilities(7), "Transformation of capabilities during execve()").
 *
 * `setpriv`, of util-linux, becomes the command itself: process, signals and exit code are those of the command.
 */
export function withoutRights(command: Command): Command {
  return hasAmbientRights() ? [SETPRIV, '--inh-caps=-all', '--ambient-caps=-all', '--', ...command] : command;
}

/**
 * Why a command that {@link withoutRights} made did not begin, as the system would have said of the command alone.
 * `setpriv` tells it by an exit code, which a command that ran may have, too.
 * @returns undefined where it began
 */
export async function whyNotBegun(
  exitCode: number | null,
  { program, environment, directory = '' }: Attempt,
): Promise<'ENOENT' | 'EACCES' | undefined> {
  if (!hasAmbientRights() || (exitCode !== NOT_FOUND && exitCode !== NOT_EXECUTED)) return undefined;
  const sought = program.includes('/') ? resolve(directory, program) : program;
  switch ((await findProgram(sought, environment)).kind) {
    case 'found':
      return undefined;
    case 'missing':
      return 'ENOENT';
    case 'notExecutable':
      return 'EACCES';
  }
}

const NOT_EXECUTED = 126;
const NOT_FOUND = 127;

/** They are as they were at the start: this program never raises one. */
let known: boolean | undefined;

function hasAmbientRights(): boolean {
  known ??= /^CapAmb:\s*0*[1-9a-f]/m.test(ownStatus());
  return known;
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    // Another system than Linux.
    return '';
  }
}
