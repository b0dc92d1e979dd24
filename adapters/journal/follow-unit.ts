import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE, type Milliseconds, SECOND } from '../../core/time.ts';
import type { Bookmark } from '../files/bookmark.ts';
import type { FollowTrouble } from '../files/follow-trouble.ts';
import { journalArguments } from './journal-arguments.ts';
import { JournalReader } from './journal-reader.ts';
import { isDenied, journalTrouble } from './journal-trouble.ts';

export interface FollowUnitOptions {
  /** Name of a systemd unit: `port-sheet.service`. */
  readonly unit: string;
  /** Holds the cursor after which reading goes on. */
  readonly bookmark: Bookmark;
  readonly onLine: (line: string) => void;
  /** Told when the journal cannot be read, and with undefined when a line came again. */
  readonly onTrouble: (trouble: FollowTrouble | undefined) => void;
  readonly signal: AbortSignal;
  /** @default `journalctl` */
  readonly program?: string;
  /** Pause before it is started anew; it doubles up to ten minutes while no line comes. @default 1 second */
  readonly firstPause?: Milliseconds;
}

const LONGEST_PAUSE: Milliseconds = 10 * MINUTE;
const SAVE_INTERVAL: Milliseconds = 5 * SECOND;

/**
 * Gives each line that a unit writes to the journal from now on, and after a restart those that came in between. A
 * `journalctl -f` does the reading; it is started again whenever it ends. Resolves when the signal aborts; never rejects.
 */
export async function followUnit(options: FollowUnitOptions): Promise<void> {
  const { bookmark, signal, onTrouble, unit, firstPause = SECOND } = options;
  let cursor = await bookmark.load();
  let pause = firstPause;
  while (!signal.aborted) {
    const { read, said } = await readUntilEnd(options, cursor);
    if (signal.aborted) return;
    if (read !== undefined) pause = firstPause;
    // A cursor that the journal does not know any more keeps it from starting at all.
    cursor = read ?? (/cursor/i.test(said) ? undefined : cursor);
    onTrouble(journalTrouble(unit, said));
    await wait(pause, undefined, { signal }).catch(() => {});
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}

/** One life of the program. @returns the cursor of the last line, and what it complained of */
async function readUntilEnd(
  options: FollowUnitOptions,
  cursor: string | undefined,
): Promise<{ read: string | undefined; said: string }> {
  const { unit, bookmark, onLine, onTrouble, signal, program = 'journalctl' } = options;
  const child = spawn(program, journalArguments(unit, cursor), { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let read: string | undefined;
  let saved: string | undefined;
  let said = '';
  const save = async () => {
    if (read === undefined || read === saved) return;
    saved = read;
    await bookmark.save(read);
  };
  const saving = setInterval(() => void save(), SAVE_INTERVAL);
  const journal = new JournalReader(({ message, cursor: at }) => {
    if (read === undefined) onTrouble(undefined);
    read = at;
    onLine(message);
  });
  child.stdout.on('data', (chunk: Buffer) => journal.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(0, 2_000);
    if (isDenied(said)) onTrouble(journalTrouble(unit, said));
  });
  await new Promise<void>((resolve) => {
    child.once('error', (error) => {
      said = `${said}${error.message}`;
      resolve();
    });
    child.once('close', () => resolve());
  });
  clearInterval(saving);
  signal.removeEventListener('abort', stop);
  await save();
  return { read, said };
}
