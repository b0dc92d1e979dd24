import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Milliseconds } from '../../core/time.ts';

/**
 * Rings when something happens to a file, also to one that does not exist yet: its directory is watched. Where the
 * system has no watch left, or no directory is there, the poll alone finds out.
 */
export class DirectoryBell {
  readonly #path: string;
  #watcher: FSWatcher | undefined;
  #rung = false;
  #wake: () => void = () => {};

  constructor(path: string) {
    this.#path = path;
  }

  /** Settles at the next ring, at one since the last call, or after the time is over. */
  async next(longest: Milliseconds, signal: AbortSignal): Promise<void> {
    this.#listen();
    if (!this.#rung && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longest);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', this.#wake, { once: true });
      });
      signal.removeEventListener('abort', this.#wake);
    }
    this.#rung = false;
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #listen(): void {
    if (this.#watcher) return;
    const name = basename(this.#path);
    try {
      const watcher = watch(dirname(this.#path), (_, changed) => {
        if (changed === null || changed === name) this.#ring();
      });
      watcher.on('error', () => this.close());
      this.#watcher = watcher;
      // What happened before the watch stood.
      this.#rung = true;
    } catch {
      // No such directory, or no watch left: see above.
    }
  }

  #ring(): void {
    this.#rung = true;
    this.#wake();
  }
}
