import { type Instant, toIso } from '../../../core/time.ts';
import { printLine, sayLine } from '../../io.ts';
import type { SshRequest } from './ssh-request.ts';

/** Prints what would be run: as a line for a shell, or as a list of words. */
export function printCommand(
  words: readonly string[],
  { request, expiresAt }: { request: SshRequest; expiresAt: Instant | null },
): void {
  const { host, options, io } = request;
  const ends = expiresAt === null ? null : toIso(expiresAt);
  if (options.json) {
    printLine(io, JSON.stringify({ schema: 1, host: host.name, command: words, expiresAt: ends }));
    return;
  }
  printLine(io, words.map(forShell).join(' '));
  if (ends !== null) sayLine(io, `the files in DIRECTORY are made for each run, and removed after it`);
}

function forShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
