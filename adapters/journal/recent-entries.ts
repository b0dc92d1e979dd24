import { spawn } from 'node:child_process';
import type { TimedLine } from '../../core/audit/timed-line.ts';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import { JournalReader } from './journal-reader.ts';

const MOST_LINES = 20_000;
const PATIENCE: Milliseconds = 20 * SECOND;

/** What a unit wrote to the journal in the last 24 hours, the last 20,000 lines of it; none where it cannot be read. */
export function recentEntries(
  unit: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly TimedLine[]> {
  const words = [
    '--no-pager',
    '--output=json',
    '--output-fields=MESSAGE',
    '--since=-24h',
    `--lines=${MOST_LINES}`,
  ];
  return new Promise((resolve) => {
    const lines: TimedLine[] = [];
    const reader = new JournalReader(({ message, at }) => lines.push({ at, text: message }));
    const child = spawn('journalctl', [...words, `--unit=${unit}`], {
      env: { ...environment, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PATIENCE,
    });
    child.stdout.on('data', (chunk: Buffer) => reader.write(chunk));
    child.once('error', () => resolve([]));
    child.once('close', () => resolve(lines));
  });
}
