import { spawn } from 'node:child_process';
import type { LinesState } from '../../core/audit/host-audit.ts';
import type { TimedLine } from '../../core/audit/timed-line.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { errorNumber } from '../files/file-fault.ts';
import { JournalReader } from './journal-reader.ts';
import { isDenied } from './journal-trouble.ts';

const MOST_LINES = 20_000;
const PATIENCE: Milliseconds = 20 * SECOND;

/** Passes what a unit wrote to the journal in the last 24 hours, the last 20,000 lines of it, one after the other. */
export function recentEntries(
  unit: string,
  { environment, onLine }: { environment: Environment; onLine: (line: TimedLine) => void },
): Promise<LinesState> {
  const words = [
    '--no-pager',
    '--output=json',
    '--output-fields=MESSAGE',
    '--since=-24h',
    `--lines=${MOST_LINES}`,
  ];
  return new Promise((resolve) => {
    const reader = new JournalReader(({ message, at }) => onLine({ at, text: message }));
    let said = '';
    const child = spawn('journalctl', [...words, `--unit=${unit}`], {
      env: { ...environment, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Not `timeout`: where the program is missing its timer stays, and the process with it.
      signal: AbortSignal.timeout(PATIENCE),
    });
    child.stdout.on('data', (chunk: Buffer) => reader.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(0, LONGEST_COMPLAINT);
    });
    child.once('error', (error) => resolve(errorNumber(error) === 'ENOENT' ? 'missing' : 'unreadable'));
    child.once('close', (code) => resolve(isDenied(said) ? 'denied' : code === 0 ? 'read' : 'unreadable'));
  });
}

const LONGEST_COMPLAINT = 2_000;

type Environment = Readonly<Record<string, string | undefined>>;
