import { setTimeout as wait } from 'node:timers/promises';
import { type Milliseconds, SECOND } from '../../core/time.ts';
import type { Bookmark } from '../files/bookmark.ts';
import { errorNumber } from '../files/file-fault.ts';
import type { FollowTrouble } from '../files/follow-trouble.ts';
import { LineSplitter } from '../files/line-splitter.ts';
import { DirectoryBell } from './directory-bell.ts';
import { readLogPlace } from './log-place.ts';
import { inodeOf, type LogStart, type OpenLog, openLog } from './open-log.ts';

export interface FollowFileOptions {
  /** Absolute. It need not exist yet. */
  readonly path: string;
  /** Where reading goes on after a restart. */
  readonly bookmark: Bookmark;
  readonly onLine: (line: string) => void;
  /** Told when the file cannot be read, and with undefined when it can again. */
  readonly onTrouble: (trouble: FollowTrouble | undefined) => void;
  readonly signal: AbortSignal;
  /** How long nothing may happen before the file is looked at all the same. @default 10 seconds */
  readonly poll?: Milliseconds;
}

const POLL: Milliseconds = 10 * SECOND;

/** A log that is written without pause is read in gulps. */
const GULP: Milliseconds = SECOND / 5;

/**
 * Gives each line that is written to a log file from now on, and after a restart those that came in between. Follows
 * the name: a file that was renamed away is read to its end, then its successor from the beginning; one that was
 * truncated is begun anew. Resolves when the signal aborts; never rejects.
 */
export async function followFile(options: FollowFileOptions): Promise<void> {
  const { path, bookmark, signal, poll = POLL } = options;
  const bell = new DirectoryBell(path);
  const followed = new FollowedFile(options);
  let start: LogStart = readLogPlace(await bookmark.load()) ?? 'end';
  while (!signal.aborted) {
    await followed.look(start);
    // A file that comes to be later is new to us from its first line.
    start = 'beginning';
    await followed.saveBookmark();
    await bell.next(poll, signal);
    await wait(GULP, undefined, { signal }).catch(() => {});
  }
  bell.close();
  await followed.close();
}

class FollowedFile {
  readonly #options: FollowFileOptions;
  #open: OpenLog | undefined;
  #position = 0;
  /** End of the last whole line. */
  #complete = 0;
  #lines: LineSplitter;
  #saved = '';
  /** Where to go on after a failure. */
  #resume: LogStart | undefined;
  #trouble: string | undefined;

  constructor(options: FollowFileOptions) {
    this.#options = options;
    this.#lines = new LineSplitter(options.onLine);
  }

  /** Reads what there is. @param start for a file that is not open yet */
  async look(start: LogStart): Promise<void> {
    const { path } = this.#options;
    try {
      if (!this.#open) await this.#begin(this.#resume ?? start);
      await this.#readOn();
      const now = await inodeOf(path);
      if (this.#open && now !== undefined && now !== this.#open.inode) {
        // It may have grown between the last read and the rename.
        await this.#readOn();
        await this.#leave();
        await this.#begin('beginning');
        await this.#readOn();
      }
      this.#tell(now === undefined ? missing(path) : undefined);
    } catch (error) {
      // What is no file is no log yet: one that comes in its place is new to us.
      if (this.#resume === 'end' && errorNumber(error) === 'not a file') this.#resume = undefined;
      if (this.#open) this.#resume = { inode: this.#open.inode, offset: this.#complete };
      await this.#open?.handle.close().catch(() => {});
      this.#open = undefined;
      this.#tell(unreadable(path, error));
    }
  }

  /** Each trouble once, and its end. */
  #tell(trouble: FollowTrouble | undefined): void {
    if (trouble?.message === this.#trouble) return;
    this.#trouble = trouble?.message;
    this.#options.onTrouble(trouble);
  }

  async saveBookmark(): Promise<void> {
    if (!this.#open) return;
    const text = JSON.stringify({ inode: this.#open.inode, offset: this.#complete });
    if (text === this.#saved) return;
    this.#saved = text;
    await this.#options.bookmark.save(text);
  }

  async close(): Promise<void> {
    await this.saveBookmark();
    await this.#open?.handle.close();
    this.#open = undefined;
  }

  async #begin(start: LogStart): Promise<void> {
    // A log that is closed to us is begun there too, once it is open.
    this.#resume = start;
    this.#open = await openLog(this.#options.path, start);
    this.#resume = undefined;
    this.#beginAt(this.#open?.from ?? 0);
  }

  #beginAt(position: number): void {
    this.#position = position;
    this.#complete = position;
    this.#lines = new LineSplitter(this.#options.onLine);
  }

  async #readOn(): Promise<void> {
    if (!this.#open) return;
    const { handle } = this.#open;
    if ((await handle.stat()).size < this.#position) this.#beginAt(0);
    const chunk = Buffer.allocUnsafe(64 * 1024);
    while (!this.#options.signal.aborted) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, this.#position);
      if (bytesRead === 0) return;
      const read = chunk.subarray(0, bytesRead);
      this.#lines.write(read);
      const end = read.lastIndexOf(0x0a);
      if (end !== -1) this.#complete = this.#position + end + 1;
      this.#position += bytesRead;
    }
  }

  /** Nobody writes to it any more: what came after its last newline is a line too. */
  async #leave(): Promise<void> {
    this.#lines.end();
    await this.#open?.handle.close();
    this.#open = undefined;
  }
}

function missing(path: string): FollowTrouble {
  return {
    code: 'LogMissing',
    message: `log file ${path} does not exist`,
    remedy: 'nothing, if the daemon has not written yet; else correct daemons.NAME.log and deploy',
  };
}

function unreadable(path: string, error: unknown): FollowTrouble {
  return {
    code: 'LogNotReadable',
    message: `log file ${path} cannot be read (${errorNumber(error) ?? 'unknown error'})`,
    remedy: `let the user evergrant read it: sudo setfacl -m u:evergrant:r ${path}, and the directories above it: u:evergrant:x`,
  };
}
