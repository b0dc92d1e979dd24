/**
 * Prints the ambient capabilities of this process, then those of a command and of a daemon that it starts, and how others
 * end. PLANTED is a directory that the daemon looks into first.
 */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { runCommand } from '../../../adapters/local-command/run-command.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { portSheet } from '../daemon-spec.ts';

type Command = readonly [string, ...string[]];

const LOOK = ['sed', '-n', 's/^CapAmb:.//p', '/proc/self/status'] as const;

/** How each ends is told as if there were nothing between it and us. */
const ENDINGS: readonly Command[] = [
  ['sh', '-c', 'exit 42'],
  ['sh', '-c', 'exit 127'],
  ['sh', '-c', 'kill -TERM $$'],
  ['/no/such'],
  ['no-such'],
  ['/etc/passwd'],
];

const nowhere = new PassThrough().resume();
const daemons = processSpawn({ stdout: nowhere, stderr: nowhere });

const endOfCommand = (command: Command) =>
  runCommand(command, { environment: { PATH: process.env.PATH ?? '' }, timeout: 10_000 });

const path = `${process.env.PLANTED}:${process.env.PATH}`;
const endOfDaemon = (command: Command, onLine: (line: string) => void = () => {}) =>
  daemons.start(portSheet({ command, environment: { PATH: path } }), onLine).ended;

const ours = readFileSync('/proc/self/status', 'utf8');
const rights = [/^CapAmb:\s*(.*)$/m.exec(ours)?.[1]];
const seen = await endOfCommand(LOOK);
rights.push(seen.kind === 'succeeded' ? seen.output.trim() : seen.message);
await endOfDaemon(LOOK, (line) => rights.push(line));

const endings = [];
for (const command of ENDINGS) endings.push([await endOfCommand(command), await endOfDaemon(command)]);
console.log(JSON.stringify({ rights, endings }));
