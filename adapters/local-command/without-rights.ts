import { readFileSync } from 'node:fs';

type Command = readonly [program: string, ...args: string[]];

/**
 * A command that gets none of the capabilities of this process. A unit whose sinks have an owner gives it some, and ambient ones
 * pass to whatever is started (capabilities(7), "Transformation of capabilities during execve()").
 *
 * `setpriv`, of util-linux, becomes the command itself: process, signals and exit code are those of the command.
 */
export function withoutRights(command: Command): Command {
  return hasAmbientRights()
    ? ['setpriv', '--inh-caps=-all', '--ambient-caps=-all', '--', ...command]
    : command;
}

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
