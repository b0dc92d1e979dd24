/** Prints the ambient capabilities of this process, then those of a command and of a daemon that it starts. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { runCommand } from '../../../adapters/local-command/run-command.ts';
import { processSpawn } from '../../../host/supervisor/spawn-process.ts';
import { portSheet } from '../daemon-spec.ts';

const LOOK = ['sed', '-n', 's/^CapAmb:.//p', '/proc/self/status'] as const;

const ours = readFileSync('/proc/self/status', 'utf8');
console.log(/^CapAmb:\s*(.*)$/m.exec(ours)?.[1]);
const outcome = await runCommand(LOOK, { environment: {}, timeout: 10_000 });
console.log(outcome.kind === 'succeeded' ? outcome.output.trim() : outcome.message);
const nowhere = new PassThrough().resume();
const daemons = processSpawn({ stdout: nowhere, stderr: nowhere });
await daemons.start(portSheet({ command: LOOK }), (line) => console.log(line)).ended;
